package io.jenkins.plugins.modeldelivery.notification;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Optional;

/** An event for people in a chat: one line of text, the facts as fields of an attachment. */
final class SlackMessage {
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
