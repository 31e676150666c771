package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.Stores;
import java.util.Optional;
import picocli.CommandLine.Mixin;
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

    @Mixin
    S3Options s3;

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
        return s3.store(location, create);
    }

    /** Another place; endpoint, region and path style count where it is in S3. */
    ObjectStore existing(String place) throws DeliveryException {
        return S3Options.isS3(place)
                ? s3.store(place, false)
                : Stores.open(place, Optional.empty(), Optional.empty(), false, false);
    }
}
