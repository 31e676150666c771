package io.jenkins.plugins.modeldelivery.store;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in an S3-compatible store. Only {@code If-None-Match: *} is relied on. Whatever a conditional write answers
 * but success, the object is looked up: a retry inside the SDK may have been refused because of its own first try.
 */
public final class S3Store implements ObjectStore {
    private static final int CREATE_ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client client;
    private final S3Settings settings;
    private final Sleeper sleeper;

    S3Store(S3Client client, S3Settings settings, Sleeper sleeper) {
        this.client = client;
        this.settings = settings;
        this.sleeper = sleeper;
    }

    /** Opens a store with the credentials of the SDK's default chain: environment, profile, container, instance. */
    public static S3Store open(S3Settings settings) throws DeliveryException {
        return open(settings, S3Clients.defaultCredentials());
    }

    /** Opens a store with given credentials; no request is sent yet. */
    public static S3Store open(S3Settings settings, AwsCredentialsProvider credentials) throws DeliveryException {
        try {
            return new S3Store(S3Clients.client(settings, credentials), settings, Sleeper.REAL);
        } catch (SdkException e) {
            throw S3Failures.unreachable(settings.toString(), "opened", e);
        }
    }

    @Override
    public Optional<byte[]> create(String key, byte[] content) throws DeliveryException, InterruptedException {
        ObjectKeys.require(key);
        if (content.length > MAX_OBJECT_BYTES) {
            throw S3Failures.tooLarge(key, content.length);
        }
        for (int attempt = 1; ; attempt++) {
            try {
                client.putObject(
                        request -> request.bucket(settings.bucket())
                                .key(full(key))
                                .ifNoneMatch("*")
                                .contentType("application/json"),
                        RequestBody.fromBytes(content));
                requireStored(key, content);
                return Optional.empty();
            } catch (AbortedException e) {
                throw S3Failures.interrupted(e);
            } catch (SdkException e) {
                Optional<byte[]> existing = isCertain(e) ? Optional.empty() : afterFailure(key, e);
                if (existing.isPresent()) {
                    return Arrays.equals(existing.get(), content) ? Optional.empty() : existing;
                }
                if (!(e instanceof S3Exception s3 && s3.statusCode() == CONFLICT) || attempt == CREATE_ATTEMPTS) {
                    throw S3Failures.unreachable(describe(), "written (" + key + ")", e);
                }
                sleeper.sleep(PAUSE.multipliedBy(attempt));
            }
        }
    }

    /** Refused for a reason that has nothing to do with the object: not let in, no such bucket. */
    private static boolean isCertain(SdkException e) {
        return e instanceof S3Exception s3
                && s3.statusCode() >= 400
                && s3.statusCode() < 500
                && s3.statusCode() != CONFLICT
                && s3.statusCode() != PRECONDITION_FAILED;
    }

    /** What is there after a write that failed; the failure itself where that cannot be told. */
    private Optional<byte[]> afterFailure(String key, SdkException failure)
            throws DeliveryException, InterruptedException {
        try {
            return get(key);
        } catch (UnreachableException e) {
            throw S3Failures.unreachable(describe(), "written (" + key + "; it may have arrived)", failure);
        }
    }

    /** One store was seen to keep the framing of the upload as part of the object and to answer 200. */
    private void requireStored(String key, byte[] content) throws DeliveryException, InterruptedException {
        byte[] stored = get(key).orElse(null);
        if (!Arrays.equals(stored, content)) {
            if (stored != null) {
                delete(key); // ours alone, since the write was answered as created, and of no use to anyone
            }
            throw new RefusedException(describe() + " does not give back what was written to " + key
                    + " (size or SHA-256 differs); this store cannot hold a ledger");
        }
    }

    @Override
    public Optional<byte[]> get(String key) throws DeliveryException, InterruptedException {
        ObjectKeys.require(key);
        Optional<byte[]> found = call("read (" + key + ")", () -> {
            try {
                // in the SDK's hands until the last byte, so that its times hold for the content too
                return Optional.of(client.getObject(
                        request -> request.bucket(settings.bucket()).key(full(key)), (answer, in) -> {
                            byte[] content = in.readNBytes(MAX_OBJECT_BYTES + 1);
                            if (content.length > MAX_OBJECT_BYTES) {
                                in.abort();
                            }
                            return content;
                        }));
            } catch (NoSuchKeyException e) {
                return Optional.<byte[]>empty();
            }
        });
        if (found.isPresent() && found.get().length > MAX_OBJECT_BYTES) {
            throw S3Failures.tooLarge(key, found.get().length);
        }
        return found;
    }

    @Override
    public boolean read(String key, Piece piece) throws DeliveryException, InterruptedException {
        ObjectKeys.require(key);
        try (ResponseInputStream<GetObjectResponse> in =
                client.getObject(request -> request.bucket(settings.bucket()).key(full(key)))) {
            InterruptibleStreams.pass(in, piece::accept);
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        } catch (AbortedException e) {
            throw S3Failures.interrupted(e);
        } catch (SdkException e) {
            throw S3Failures.unreachable(describe(), "read (" + key + ")", e);
        } catch (IOException e) {
            throw new UnreachableException(describe() + " broke off while reading " + key + ": " + e.getMessage(), e);
        }
    }

    @Override
    public OptionalLong size(String key) throws DeliveryException, InterruptedException {
        ObjectKeys.require(key);
        return call("read (" + key + ")", () -> {
            try {
                long size = client.headObject(
                                request -> request.bucket(settings.bucket()).key(full(key)))
                        .contentLength();
                if (size < 0) {
                    throw SdkClientException.create("the store says that it has " + size + " bytes");
                }
                return OptionalLong.of(size);
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return OptionalLong.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public List<String> list(String prefix, String startAfter, int limit)
            throws DeliveryException, InterruptedException {
        ObjectKeys.requirePrefix(prefix);
        return call("listed", () -> new S3Listing(client, settings.bucket(), full("")).keys(prefix, startAfter, limit));
    }

    @Override
    public void delete(String key) throws DeliveryException, InterruptedException {
        ObjectKeys.require(key);
        call(
                "cleaned up (" + key + ")",
                () -> client.deleteObject(
                        request -> request.bucket(settings.bucket()).key(full(key))));
    }

    private <T> T call(String what, Supplier<T> request) throws DeliveryException, InterruptedException {
        try {
            return request.get();
        } catch (AbortedException e) {
            throw S3Failures.interrupted(e);
        } catch (SdkException e) {
            throw S3Failures.unreachable(describe(), what, e);
        } catch (UncheckedIOException e) {
            throw S3Failures.unreachable(describe(), what, SdkClientException.create("the answer broke off", e));
        }
    }

    private String full(String key) {
        return settings.prefix().isEmpty() ? key : settings.prefix() + "/" + key;
    }

    @Override
    public String describe() {
        return settings.toString();
    }

    @Override
    public void close() {
        client.close();
    }

    /**
     * Lists the keys of a bucket to the end. A page may hold fewer keys than were asked for, even none, and still not be the last
     * one (many delete markers, shards that answer late): only its IsTruncated says so. What a listing leaves out would be
     * evidence that nobody sees and leases that nobody ends.
     */
    static final class S3Listing {
        private static final int PAGE = 1000;
        private static final int MOST_EMPTY_PAGES = 1000; // in a row: a million delete markers

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
            int empty = 0;
            while (keys.size() < limit) {
                int size = Math.min(PAGE, limit - keys.size());
                ListObjectsV2Response page = page(root + prefix, after, token, size);
                page.contents().forEach(object -> keys.add(object.key().substring(root.length())));
                boolean isFull = page.contents().size() >= size;
                if (!isFull && !Boolean.TRUE.equals(page.isTruncated())) {
                    return keys;
                }
                String next = page.nextContinuationToken();
                empty = page.contents().isEmpty() ? empty + 1 : 0;
                if (empty > MOST_EMPTY_PAGES || empty > 0 && (next == null || next.equals(token))) {
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
}
