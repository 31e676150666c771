package io.jenkins.plugins.modeldelivery.notification;

import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.Map;

/** An address with the way of speaking that is understood there. Never shows address or key. */
public final class Webhook {
    /**
     * What is posted.
     *
     * @param headers beside {@code Content-Type}
     */
    record Post(String body, Map<String, String> headers) {}

    private interface Dialect {
        Post post(Event event, Instant now);
    }

    private final WebhookUrl url;
    private final Dialect dialect;

    private Webhook(WebhookUrl url, Dialect dialect) {
        this.url = url;
        this.dialect = dialect;
    }

    /** An incoming webhook of Slack, or of what understands its format: Mattermost, Rocket.Chat, Discord's /slack. */
    public static Webhook slack(WebhookUrl url) {
        return new Webhook(url, (event, now) -> new Post(SlackMessage.of(event), Map.of()));
    }

    /** The event as JSON, signed as Standard Webhooks describe. */
    public static Webhook signed(WebhookUrl url, SigningKey key) {
        return new Webhook(url, (event, now) -> {
            String body = Json.compact(event.toJson());
            long second = now.getEpochSecond();
            return new Post(
                    body,
                    Map.of(
                            "webhook-id", event.id(),
                            "webhook-timestamp", Long.toString(second),
                            "webhook-signature", key.sign(event.id(), second, body)));
        });
    }

    WebhookUrl url() {
        return url;
    }

    /**
     * The request.
     *
     * @param now of this try
     */
    Post post(Event event, Instant now) {
        return dialect.post(event, now);
    }
}
