package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Reads data files from a bucket whatever their keys look like ({@code dt=2026-11-01/part-0.jsonl.gz}); a ledger's keys are
 * kept to a stricter grammar by {@link ObjectStore}.
 */
public final class S3Objects implements DataObjects {
    private static final Pattern LOCATION = Pattern.compile("(s3://[^/]+)(?:/(.*))?");

    private static final int MOST_KEYS = 1_000_000;

    private final S3Client client;
    private final S3Settings settings;
    private final AwsCredentialsProvider credentials;
    private final String bucket;
    private final String path;

    private S3Objects(S3Client client, S3Settings settings, AwsCredentialsProvider credentials, String path) {
        this.client = client;
        this.settings = settings;
        this.credentials = credentials;
        this.bucket = settings.bucket();
        this.path = path;
    }

    /** Opens {@code s3://bucket/key-or-prefix} with the credentials of the SDK's default chain; sends no request yet. */
    public static S3Objects open(String location, Optional<String> endpoint, Optional<String> region, boolean pathStyle)
            throws DeliveryException {
        return open(location, endpoint, region, pathStyle, S3Clients.defaultCredentials());
    }

    /** The same with given credentials. */
    public static S3Objects open(
            String location,
            Optional<String> endpoint,
            Optional<String> region,
            boolean pathStyle,
            AwsCredentialsProvider credentials)
            throws DeliveryException {
        Matcher matcher = LOCATION.matcher(location);
        if (!matcher.matches()) {
            throw new BadInputException("'" + PlainText.shown(location) + "' is not of the form s3://bucket/path");
        }
        S3Settings settings = S3Settings.of(matcher.group(1), endpoint, region, pathStyle);
        try {
            return new S3Objects(
                    S3Clients.client(settings, credentials),
                    settings,
                    credentials,
                    matcher.group(2) == null ? "" : matcher.group(2));
        } catch (SdkException e) {
            throw S3Failures.unreachable(location, "opened", e);
        }
    }

    /** The key, or prefix, of the location that was opened. */
    public String path() {
        return path;
    }

    /** All keys that begin with the opened path, in the order of their bytes. */
    @Override
    public List<String> list() throws DeliveryException, InterruptedException {
        List<String> keys = new ArrayList<>();
        int pages = 0;
        try {
            for (ListObjectsV2Response page : client.listObjectsV2Paginator(
                    request -> request.bucket(bucket).prefix(path))) {
                page.contents().forEach(object -> keys.add(object.key()));
                if (keys.size() > MOST_KEYS || ++pages > MOST_KEYS / 100) {
                    throw new BadInputException(
                            describe(path) + " lists more than " + MOST_KEYS + " objects; name a narrower prefix");
                }
            }
            return keys;
        } catch (AbortedException e) {
            throw S3Failures.interrupted(e);
        } catch (SdkException e) {
            throw S3Failures.unreachable(describe(path), "listed", e);
        }
    }

    /** Copies an object of any size into a file. */
    @Override
    public void download(String key, Path file) throws DeliveryException, InterruptedException {
        try (InputStream in = client.getObject(request -> request.bucket(bucket).key(key));
                OutputStream out = Files.newOutputStream(file)) {
            InterruptibleStreams.pass(in, out::write);
        } catch (NoSuchKeyException e) {
            throw new BadInputException(describe(key) + " does not exist", e);
        } catch (AbortedException e) {
            throw S3Failures.interrupted(e);
        } catch (SdkException e) {
            throw S3Failures.unreachable(describe(key), "read", e);
        } catch (IOException e) {
            throw new UnreachableException(describe(key) + " broke off while it was read: " + e.getMessage(), e);
        }
    }

    /**
     * Addresses by which somebody without a key can read these objects, and no others, for a while; as secret as a key.
     * Sends no request, unless the credentials have to be fetched.
     *
     * @param validity at most seven days; temporary credentials end it earlier
     */
    public SignedAddresses signed(List<String> keys, Duration validity) throws DeliveryException, InterruptedException {
        SignedAddresses addresses = new SignedAddresses(bucket);
        try (S3Presigner presigner = S3Clients.presigner(settings, credentials)) {
            for (String key : keys) {
                addresses.put(
                        key,
                        presigner
                                .presignGetObject(request -> request.signatureDuration(validity)
                                        .getObjectRequest(
                                                get -> get.bucket(bucket).key(key)))
                                .url()
                                .toString());
            }
            return addresses;
        } catch (AbortedException e) {
            throw S3Failures.interrupted(e);
        } catch (SdkException e) {
            throw S3Failures.unreachable(describe(path), "signed for", e);
        }
    }

    private String describe(String key) {
        return "s3://" + bucket + "/" + PlainText.shown(key);
    }

    @Override
    public void close() {
        client.close();
    }
}
