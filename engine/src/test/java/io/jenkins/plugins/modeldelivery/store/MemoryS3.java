package io.jenkins.plugins.modeldelivery.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One bucket in memory behind the client's interface; counts requests and fails as told, also halfway. */
public final class MemoryS3 implements S3Client {
    /** What goes wrong with a request; those that are only about writing leave others alone. */
    public enum Trouble {
        NONE,
        /** 500; nothing was done. */
        ERROR_BEFORE,
        /** 500, but it was done. */
        ERROR_AFTER,
        /** 409 to a write that was not done. */
        CONFLICT_BEFORE,
        /** 412 to a write that was done: what a retry inside the client gets because of its own first try. */
        REFUSED_AFTER,
        /** No answer; the write was done. */
        LOST_ANSWER,
        /** No answer; the write is done at some later time, see {@link MemoryS3#arrive}. */
        LATE
    }

    private record Write(String key, byte[] content) {}

    private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<Write> late = new ConcurrentLinkedQueue<>();
    private final AtomicLong requests = new AtomicLong();
    private final Function<String, Trouble> plan;

    /** @param plan asked at the start of each request, with the method, what goes wrong with it */
    public MemoryS3(Function<String, Trouble> plan) {
        this.plan = plan;
    }

    /** A store in here. */
    public ObjectStore store() {
        return new S3Store(this, S3Server.settings("memory", 1), duration -> {});
    }

    public long requests() {
        return requests.get();
    }

    /** Does the oldest write that is under way, if any. */
    public boolean arrive() {
        Write write = late.poll();
        if (write != null) {
            objects.putIfAbsent(write.key(), write.content());
        }
        return write != null;
    }

    private Trouble begin(String method) {
        requests.incrementAndGet();
        Trouble trouble = plan.apply(method);
        if (trouble == Trouble.ERROR_BEFORE || trouble != Trouble.NONE && !method.equals("PUT")) {
            throw failed(500);
        }
        return trouble;
    }

    private static S3Exception failed(int status) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("Injected").build())
                .message("injected")
                .build();
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        Trouble trouble = begin("PUT");
        if (!"*".equals(request.ifNoneMatch())) {
            throw new IllegalArgumentException("an unconditional write to " + request.key());
        }
        Write write = new Write(request.key(), content(body));
        if (trouble == Trouble.CONFLICT_BEFORE) {
            throw failed(409);
        }
        if (trouble == Trouble.LATE) {
            late.add(write);
            throw SdkClientException.create("injected: timed out");
        }
        boolean isFirst = objects.putIfAbsent(write.key(), write.content()) == null;
        switch (trouble) {
            case ERROR_AFTER -> throw failed(500);
            case LOST_ANSWER -> throw SdkClientException.create("injected: connection reset");
            default -> {
                if (!isFirst || trouble == Trouble.REFUSED_AFTER) {
                    throw failed(412);
                }
            }
        }
        return PutObjectResponse.builder().build();
    }

    private static byte[] content(RequestBody body) {
        try (var in = body.contentStreamProvider().newStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] require(String key) {
        return Optional.ofNullable(objects.get(key))
                .orElseThrow(() -> NoSuchKeyException.builder()
                        .statusCode(404)
                        .message("no such key")
                        .build());
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
        begin("GET");
        return new ResponseInputStream<>(
                GetObjectResponse.builder().build(),
                AbortableInputStream.create(new ByteArrayInputStream(require(request.key()))));
    }

    @Override
    public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        try {
            ResponseInputStream<GetObjectResponse> in = getObject(request);
            return transformer.transform(in.response(), AbortableInputStream.create(in));
        } catch (SdkException e) {
            throw e;
        } catch (Exception e) {
            throw SdkClientException.create(e.getMessage(), e);
        }
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        begin("HEAD");
        return HeadObjectResponse.builder()
                .contentLength((long) require(request.key()).length)
                .build();
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        begin("LIST");
        String after = request.startAfter() == null ? "" : request.startAfter();
        String from = after.compareTo(request.prefix()) > 0 ? after : request.prefix();
        List<S3Object> page = new ArrayList<>();
        for (String key : objects.tailMap(from, false).keySet()) {
            if (page.size() >= request.maxKeys() || !key.startsWith(request.prefix())) {
                break;
            }
            page.add(S3Object.builder().key(key).build());
        }
        return ListObjectsV2Response.builder().contents(page).build();
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        begin("DELETE");
        objects.remove(request.key());
        return DeleteObjectResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // others may still use the bucket
    }
}
