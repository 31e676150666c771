package io.jenkins.plugins.modeldelivery.io;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one way in which answers are taken from an HTTP client: to their last byte within a time, and up to a size. A request's
 * own timeout ends with the headers, and a body may stand still, drip or never end.
 */
public final class WholeAnswer {
    private WholeAnswer() {}

    /** The body is larger than allowed. */
    public static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    /**
     * @param most size of the body in bytes
     * @param time for everything from connecting to the last byte
     * @throws TooLarge when the body has more
     * @throws HttpTimeoutException when the answer is not complete in time
     * @throws IOException for every other reason why there is no whole answer
     */
    public static HttpResponse<byte[]> of(HttpClient http, HttpRequest request, int most, Duration time)
            throws IOException, InterruptedException {
        return of(http, request, info -> new BoundedBody(most), time);
    }

    /** The same where nothing but status and headers matters: a body is read for its time and kept nowhere. */
    public static HttpResponse<Void> withoutBody(HttpClient http, HttpRequest request, Duration time)
            throws IOException, InterruptedException {
        return of(http, request, HttpResponse.BodyHandlers.discarding(), time);
    }

    /** The same where a body is not even waited for. */
    public static HttpResponse<Void> head(HttpClient http, HttpRequest request, Duration time)
            throws IOException, InterruptedException {
        return of(http, request, info -> new NoBody(), time);
    }

    private static <T> HttpResponse<T> of(
            HttpClient http, HttpRequest request, HttpResponse.BodyHandler<T> handler, Duration time)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, handler);
        try {
            return answer.get(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            HttpTimeoutException late = new HttpTimeoutException("no complete answer within " + time);
            late.initCause(e);
            throw late;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause().getMessage(), e.getCause()); // an unknown host, for example
        } finally {
            answer.cancel(true); // gives the connection up where the answer is not complete
        }
    }

    private static final class NoBody implements HttpResponse.BodySubscriber<Void> {
        @Override
        public CompletionStage<Void> getBody() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            // none was asked for
        }

        @Override
        public void onError(Throwable failure) {
            // what matters has come
        }

        @Override
        public void onComplete() {
            // what matters has come
        }
    }

    @SuppressFBWarnings(
            value = "UWF_FIELD_NOT_INITIALIZED_IN_CONSTRUCTOR",
            justification = "onSubscribe sets it before the first piece, see Flow.Subscriber")
    private static final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
        private final int limit;
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.Subscription subscription;

        BoundedBody(int limit) {
            this.limit = limit;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (ByteBuffer piece : pieces) {
                if (body.isDone()) {
                    return;
                }
                if (taken.size() + (long) piece.remaining() > limit) {
                    subscription.cancel();
                    body.completeExceptionally(new TooLarge());
                    return;
                }
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes);
                taken.write(bytes, 0, bytes.length);
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(taken.toByteArray());
        }
    }
}
