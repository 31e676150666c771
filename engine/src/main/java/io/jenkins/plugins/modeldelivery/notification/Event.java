package io.jenkins.plugins.modeldelivery.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Something people want to know at once.
 *
 * @param id of what happened: {@code msg_} and 32 hexadecimal digits; receivers drop what they have seen already
 * @param time when it happened
 * @param model empty where a gate was not told whose version it judged
 * @param version empty likewise
 * @param line what happened, for people: one line of at most 1,000 characters
 * @param details more, by name
 */
public record Event(
        String id,
        EventKind kind,
        Instant time,
        Optional<String> model,
        Optional<String> version,
        Optional<String> environment,
        String line,
        Optional<String> buildUrl,
        SortedMap<String, String> details) {
    private static final int MAX_LINE = 1000;

    public Event {
        line = clean(line);
        SortedMap<String, String> copy = new TreeMap<>();
        details.forEach((key, value) -> copy.put(key, clean(value)));
        details = Collections.unmodifiableSortedMap(copy);
    }

    /** An event of its own about nothing yet; say more with the other methods. */
    public static Event of(EventKind kind, Instant time, String line) {
        return new Event(
                id(UUID.randomUUID()),
                kind,
                time,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                line,
                Optional.empty(),
                new TreeMap<>());
    }

    /**
     * The same event as any other one of that kind and occurrence, so that it counts once although it is told again by a
     * process that took over.
     */
    public Event once(String... occurrence) {
        byte[] name = (kind + "\n" + String.join("\n", occurrence)).getBytes(StandardCharsets.UTF_8);
        String same = id(UUID.nameUUIDFromBytes(name));
        return new Event(same, kind, time, model, version, environment, line, buildUrl, details);
    }

    private static String id(UUID uuid) {
        return "msg_" + uuid.toString().replace("-", "");
    }

    /** About that version of that model. */
    public Event about(Optional<String> newModel, Optional<String> newVersion) {
        return new Event(id, kind, time, newModel, newVersion, environment, line, buildUrl, details);
    }

    /** In that environment. */
    public Event in(String name) {
        return new Event(id, kind, time, model, version, Optional.of(name), line, buildUrl, details);
    }

    /** Told by that build. */
    public Event from(Optional<String> url) {
        return new Event(id, kind, time, model, version, environment, line, url, details);
    }

    public Event with(String key, String value) {
        SortedMap<String, String> more = new TreeMap<>(details);
        more.put(key, value);
        return new Event(id, kind, time, model, version, environment, line, buildUrl, more);
    }

    private static String clean(String text) {
        String oneLine = PlainText.oneLine(text);
        return oneLine.length() > MAX_LINE ? oneLine.substring(0, MAX_LINE - 3) + "..." : oneLine;
    }

    /** The document {@code model-delivery/event/v1}, shaped as Standard Webhooks advise: type, timestamp, data. */
    public ObjectNode toJson() {
        return Json.document(
                "event", new Message(kind, time, new Data(model, version, environment, line, buildUrl, details)));
    }

    private record Message(EventKind type, Instant timestamp, Data data) {}

    private record Data(
            Optional<String> model,
            Optional<String> version,
            Optional<String> environment,
            String line,
            Optional<String> buildUrl,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, String> details) {}
}
