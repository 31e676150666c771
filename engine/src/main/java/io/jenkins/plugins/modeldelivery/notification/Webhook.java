package io.jenkins.plugins.modeldelivery.notification;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

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

    /** An event for people in a chat: one line of text, the facts as fields of an attachment. */
    static final class SlackMessage {
        private SlackMessage() {}

        static String of(Event event) {
            String text = "*" + event.kind() + "* "
                    + event.model().map(m -> escape(m) + " ").orElse("")
                    + event.version().map(v -> escape(v) + " ").orElse("")
                    + event.environment().map(e -> "in " + escape(e)).orElse("");
            ObjectNode json = Json.object().put("text", text.strip());
            ObjectNode attachment = json.putArray("attachments").addObject();
            attachment
                    .put("color", event.kind().tone().colour())
                    .put("fallback", event.line())
                    .put("text", escape(event.line()))
                    .put("ts", event.time().getEpochSecond());
            ArrayNode fields = attachment.putArray("fields");
            event.details()
                    .forEach((key, value) -> fields.addObject()
                            .put("title", escape(key))
                            .put("value", escape(value))
                            .put("short", true));
            link(event.buildUrl())
                    .ifPresent(link -> fields.addObject()
                            .put("title", "build")
                            .put("value", link)
                            .put("short", false));
            return Json.compact(json);
        }

        private static Optional<String> link(Optional<String> url) {
            return url.filter(u -> u.matches("https?://[^\\s<>|]+")).map(u -> "<" + u + ">");
        }

        /** Slack's three control characters; a model's name cannot call @everyone or hide a link. */
        private static String escape(String text) {
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        }
    }
}
