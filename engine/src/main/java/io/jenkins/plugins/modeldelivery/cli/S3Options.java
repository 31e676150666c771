package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Objects;
import io.jenkins.plugins.modeldelivery.store.Stores;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How data files in S3 are reached. Credentials come from the AWS SDK's default chain, never from an option. */
final class S3Options {
    @Option(
            names = "--endpoint-url",
            paramLabel = "URL",
            description = "S3: endpoint of a store that is not AWS (Cloudflare R2, MinIO, ...)")
    String endpoint;

    @Option(names = "--region", paramLabel = "REGION", description = "S3: region of the bucket")
    String region;

    @Option(names = "--path-style", description = "S3: the bucket stands in the path, not in the host name")
    boolean pathStyle;

    static boolean isS3(String place) {
        return place.startsWith("s3://");
    }

    S3Objects open(String place) throws DeliveryException {
        return S3Objects.open(place, Optional.ofNullable(endpoint), Optional.ofNullable(region), pathStyle);
    }

    /** @param create whether a directory may be made */
    ObjectStore store(String place, boolean create) throws DeliveryException {
        return Stores.open(place, Optional.ofNullable(endpoint), Optional.ofNullable(region), pathStyle, create);
    }
}
