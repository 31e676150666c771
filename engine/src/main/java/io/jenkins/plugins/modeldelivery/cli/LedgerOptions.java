package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Settings;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which ledger a command works on. Credentials come from the AWS SDK's default chain, never from an option. */
final class LedgerOptions {
    @Option(
            names = "--ledger",
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            description = "The ledger: a directory, or a place in an S3-compatible store")
    String location;

    @Option(
            names = "--endpoint-url",
            paramLabel = "URL",
            description = "S3: endpoint of a store that is not AWS (Cloudflare R2, MinIO, ...)")
    String endpoint;

    @Option(names = "--region", paramLabel = "REGION", description = "S3: region of the bucket")
    String region;

    @Option(names = "--path-style", description = "S3: the bucket stands in the path, not in the host name")
    boolean pathStyle;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    boolean isGiven() {
        return location != null;
    }

    /** Opens the ledger for reading; a directory must exist. */
    Ledger open() throws DeliveryException {
        return Ledger.on(store(false));
    }

    /** Opens the ledger for writing; a directory is made. */
    Ledger openOrMake() throws DeliveryException {
        return Ledger.on(store(true));
    }

    private ObjectStore store(boolean create) throws DeliveryException {
        if (location == null) {
            throw new ParameterException(spec.commandLine(), "--ledger is missing: a directory or s3://bucket/prefix");
        }
        return store(location, endpoint != null || region != null || pathStyle, create);
    }

    /** Another place; endpoint, region and path style count where it is in S3. */
    ObjectStore existing(String place) throws DeliveryException {
        return store(place, false, false);
    }

    /**
     * @param needsS3 whether a directory contradicts the options
     * @param create whether a directory may be made
     */
    private ObjectStore store(String place, boolean needsS3, boolean create) throws DeliveryException {
        if (place.startsWith("s3://")) {
            return S3Store.open(
                    S3Settings.of(place, Optional.ofNullable(endpoint), Optional.ofNullable(region), pathStyle));
        }
        if (place.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            throw new BadInputException(
                    "'" + PlainText.shown(place) + "' is neither a directory nor s3://bucket/prefix");
        }
        if (needsS3) {
            throw new BadInputException(
                    "Endpoint, region and path style belong to s3://bucket/prefix, not to a directory");
        }
        try {
            Path directory = Path.of(place);
            return create ? DirectoryStore.open(directory) : DirectoryStore.openExisting(directory);
        } catch (InvalidPathException e) {
            throw new BadInputException("The ledger directory is not a path: " + e.getReason(), e);
        }
    }
}
