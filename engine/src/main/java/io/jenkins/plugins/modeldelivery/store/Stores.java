package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens whatever a user names: a directory, or {@code s3://bucket/prefix}. */
public final class Stores {
    private Stores() {}

    /**
     * @param location a path, or {@code s3://bucket/prefix}
     * @param endpoint URL of an S3-compatible store; only with s3
     * @param region of the bucket; only with s3
     * @param pathStyle bucket in the path; only with s3
     * @param create whether a directory may be made
     */
    public static ObjectStore open(
            String location, Optional<String> endpoint, Optional<String> region, boolean pathStyle, boolean create)
            throws DeliveryException {
        if (location.startsWith("s3://")) {
            return S3Store.open(S3Settings.of(location, endpoint, region, pathStyle));
        }
        if (location.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            throw new BadInputException(
                    "'" + PlainText.shown(location) + "' is neither a directory nor s3://bucket/prefix");
        }
        if (endpoint.isPresent() || region.isPresent() || pathStyle) {
            throw new BadInputException(
                    "Endpoint, region and path style belong to s3://bucket/prefix, not to a directory");
        }
        try {
            Path directory = Path.of(location);
            return create ? DirectoryStore.open(directory) : DirectoryStore.openExisting(directory);
        } catch (InvalidPathException e) {
            throw new BadInputException("The ledger directory is not a path: " + e.getReason(), e);
        }
    }
}
