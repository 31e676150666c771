package io.jenkins.plugins.modeldelivery.store;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Lists the keys of a bucket to the end. A page may hold fewer keys than were asked for, even none, and still not be the last
 * one (many delete markers, shards that answer late): only its IsTruncated says so. What a listing leaves out would be
 * evidence that nobody sees and leases that nobody ends.
 */
final class S3Listing {
    private static final int PAGE = 1000;

    private final S3Client client;
    private final String bucket;
    private final String root;

    /** @param root of all keys; not part of those that are given and taken */
    S3Listing(S3Client client, String bucket, String root) {
        this.client = client;
        this.bucket = bucket;
        this.root = root;
    }

    /** See {@link ObjectStore#list}. */
    List<String> keys(String prefix, String startAfter, int limit) {
        List<String> keys = new ArrayList<>();
        String after = startAfter.isEmpty() ? "" : root + startAfter;
        String token = null;
        while (keys.size() < limit) {
            int size = Math.min(PAGE, limit - keys.size());
            ListObjectsV2Response page = page(root + prefix, after, token, size);
            page.contents().forEach(object -> keys.add(object.key().substring(root.length())));
            boolean isFull = page.contents().size() >= size;
            if (!isFull && !Boolean.TRUE.equals(page.isTruncated())) {
                return keys;
            }
            String next = page.nextContinuationToken();
            if (page.contents().isEmpty() && (next == null || next.equals(token))) {
                throw SdkClientException.create("the store says that there are more objects, but gives none");
            }
            token = next;
            after = keys.isEmpty() ? after : root + keys.get(keys.size() - 1);
        }
        return keys;
    }

    private ListObjectsV2Response page(String prefix, String after, @CheckForNull String token, int size) {
        return client.listObjectsV2(request -> {
            request.bucket(bucket).prefix(prefix).maxKeys(size);
            if (token != null) {
                request.continuationToken(token);
            } else if (!after.isEmpty()) {
                request.startAfter(after);
            }
        });
    }
}
