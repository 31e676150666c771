package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a traffic gate stands, all in one JSON document that may be stored after every step and read back by another
 * process: absolute times, the lease's id (fixed before anything is changed), cursor and counts.
 */
public final class GateState {
    /** The phases, in their order. */
    public enum Phase {
        /** Nothing was changed. */
        PREFLIGHT,
        /** The share is shifted; warming up. */
        SHIFTED,
        /** Counting. */
        OBSERVING,
        /** The route is as before. */
        RESTORED,
        /** The verdict is known. */
        JUDGED
    }

    private final ObjectNode json;

    private GateState(ObjectNode json) {
        this.json = json;
    }

    /** @param leaseId unique, for example a UUID */
    public static GateState begin(String leaseId) {
        ObjectNode json = Json.document(StateDocument.NAME);
        json.put("phase", Phase.PREFLIGHT.name()).put("lease", leaseId);
        return new GateState(json);
    }

    public static GateState parse(String text) throws BadInputException {
        return parse(text, "the traffic gate's state");
    }

    /**
     * Reads a state back, and all of it: what is damaged must not come out after something was changed.
     *
     * @param source how to call the text in a message
     */
    public static GateState parse(String text, String source) throws BadInputException {
        return new GateState(StateDocument.parse(text, source));
    }

    /** One line of JSON. */
    public String text() {
        return Json.compact(json);
    }

    public Phase phase() {
        return Phase.valueOf(json.path("phase").asText());
    }

    void phase(Phase phase) {
        json.put("phase", phase.name());
    }

    public String lease() {
        return json.path("lease").asText();
    }

    /** What is split, as {@code RouteRequest.describe()} puts it; empty where nobody noted it. */
    public Optional<String> split() {
        return Optional.ofNullable(json.path("split").textValue());
    }

    /** Notes what is split, so that nobody goes on with it elsewhere. */
    public void split(String description) {
        json.put("split", description);
    }

    /** When anybody may restore; empty before the shift is prepared. */
    public Optional<Instant> until() {
        return time("until");
    }

    Optional<Instant> time(String key) {
        return json.hasNonNull(key) ? Optional.of(Instant.parse(json.path(key).asText())) : Optional.empty();
    }

    void time(String key, Instant value) {
        json.put(key, value.toString());
    }

    void forget(String key) {
        json.remove(key);
    }

    ObjectNode cursor() {
        return json.withObject("/cursor");
    }

    void cursor(ObjectNode cursor) {
        json.set("cursor", cursor);
    }

    /** From when the counters were that everything is counted from; see {@link Counting#look}. */
    JsonNode timesBefore() {
        return json.path("timesBefore");
    }

    void timesBefore(JsonNode times) {
        json.set("timesBefore", times.deepCopy());
    }

    /** From when the counters of the last look were, by side; missing where the source has no such times. */
    JsonNode times() {
        return json.path("cursor").path("times");
    }

    RequestTally tally(String key) {
        return RequestTally.of(json.path(key));
    }

    void tally(String key, RequestTally tally) {
        json.set(key, tally.toJson());
    }

    int number(String key) {
        return json.path(key).asInt();
    }

    void number(String key, int value) {
        json.put(key, value);
    }

    /** Why the gate stopped before its time; empty when it did not. */
    public Optional<String> abort() {
        return json.hasNonNull("abort") ? Optional.of(json.path("abort").asText()) : Optional.empty();
    }

    void abort(String reason) {
        if (!json.hasNonNull("abort")) {
            json.put("abort", reason);
        }
    }

    Optional<String> restore() {
        return json.hasNonNull("restore") ? Optional.of(json.path("restore").asText()) : Optional.empty();
    }

    void restore(String outcome) {
        json.put("restore", outcome);
    }

    ArrayNode series() {
        return json.withArray("series");
    }
}
