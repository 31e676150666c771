package io.jenkins.plugins.modeldelivery.notification;

import io.jenkins.plugins.modeldelivery.io.WholeAnswer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Posts once. Follows no redirect, reads no body, waits for no longer than its timeouts; what it tells about a failure
 * names its kind only, because messages of libraries repeat addresses.
 */
public final class WebhookSender {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MOST_SECONDS_TO_WAIT = 60;

    private final HttpClient http;
    private final Duration answer;

    private WebhookSender(HttpClient http, Duration answer) {
        this.http = http;
        this.answer = answer;
    }

    /** With a client that is built already as far as proxy and its authentication go; limits and redirects are set here. */
    public static WebhookSender with(HttpClient.Builder builder) {
        return with(builder, ANSWER);
    }

    static WebhookSender with(HttpClient.Builder builder, Duration answer) {
        return new WebhookSender(
                builder.connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build(),
                answer);
    }

    SendResult send(Webhook webhook, Event event, Instant now) throws InterruptedException {
        Webhook.Post post = webhook.post(event, now);
        HttpRequest.Builder request = HttpRequest.newBuilder(webhook.url().uri())
                .timeout(answer)
                .header("Content-Type", "application/json")
                .header("User-Agent", "model-delivery")
                .POST(HttpRequest.BodyPublishers.ofString(post.body()));
        post.headers().forEach(request::header);
        try {
            return judge(WholeAnswer.head(http, request.build(), answer));
        } catch (IOException e) {
            return SendResult.of(SendResult.Kind.LATER, kind(e));
        }
    }

    private static SendResult judge(HttpResponse<?> response) {
        int status = response.statusCode();
        String line = "answered " + status;
        if (status >= 200 && status < 300) {
            return SendResult.of(SendResult.Kind.TAKEN, line);
        }
        if (status >= 300 && status < 400) {
            return SendResult.of(SendResult.Kind.NEVER, line + ", a redirect, which is not followed; correct the URL");
        }
        boolean passing = status == 408 || status == 429 || status >= 500;
        return passing
                ? new SendResult(SendResult.Kind.LATER, line, pause(response))
                : SendResult.of(SendResult.Kind.NEVER, line + "; check the webhook at its service");
    }

    private static Optional<Duration> pause(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(text -> Duration.ofSeconds(Math.min(MOST_SECONDS_TO_WAIT, Long.parseLong(text))));
    }

    private static String kind(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "the host's name cannot be resolved";
            }
            if (cause instanceof SSLException) {
                return "no TLS connection could be made; is the certificate trusted here?";
            }
            if (cause instanceof HttpTimeoutException) {
                return "no answer in time";
            }
        }
        return e instanceof ConnectException ? "no connection could be made" : "the connection broke off";
    }
}
