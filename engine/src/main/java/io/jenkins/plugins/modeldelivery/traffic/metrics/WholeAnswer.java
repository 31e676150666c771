package io.jenkins.plugins.modeldelivery.traffic.metrics;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for an answer to its last byte; a request's own timeout ends with the headers, and a body may stand still. */
final class WholeAnswer {
    private WholeAnswer() {}

    /** @throws HttpTimeoutException when the answer is not complete in time */
    static <T> HttpResponse<T> of(
            HttpClient http, HttpRequest request, HttpResponse.BodyHandler<T> handler, Duration timeout)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, handler);
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            HttpTimeoutException late = new HttpTimeoutException("no complete answer within " + timeout);
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
}
