package io.jenkins.plugins.modeldelivery.notification;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;

/** One notification, for tests of all clients together. */
public final class WebhookPost {
    private WebhookPost() {}

    /** Whether the webhook took it. */
    public static boolean isTaken(String url, Duration time) throws Exception {
        return WebhookSender.with(HttpClient.newBuilder(), time)
                        .send(
                                Webhook.slack(WebhookUrl.parse(url)),
                                Event.of(EventKind.values()[0], Instant.now(), "a line"),
                                Instant.now())
                        .kind()
                == SendResult.Kind.TAKEN;
    }
}
