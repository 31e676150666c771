package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** {@code model-delivery/traffic-gate-state/v1}: what must be in it, and of what kind. */
final class StateDocument {
    static final String NAME = "traffic-gate-state";

    private static final String SCHEMA = "model-delivery/" + NAME + "/v1";
    private static final int MOST_SHOWN = 100;
    private static final List<String> TIMES = List.of(
            "until",
            "shifted",
            "begin",
            "deadline",
            "end",
            "restored",
            "looked",
            GateWatch.BLOCK_SINCE,
            GateWatch.SLOW_SINCE,
            SplitWatch.ACCEPTED,
            SplitWatch.OFF_SINCE);
    private static final List<String> TALLIES = List.of(
            "candidate",
            "candidateNow",
            "candidateWatched",
            "production",
            "productionNow",
            "productionWatched",
            "reference",
            "recent");
    private static final Map<GateState.Phase, List<String>> NEEDED = Map.of(
            GateState.Phase.SHIFTED, List.of("until", "shifted"),
            GateState.Phase.OBSERVING, List.of("until", "shifted", "begin", "deadline"));

    private StateDocument() {}

    static ObjectNode parse(String text, String source) throws BadInputException {
        JsonNode json = Json.parse(text, source);
        String schema = json.path("schema").asText();
        if (!(json instanceof ObjectNode state) || !schema.equals(SCHEMA)) {
            throw new BadInputException(
                    source + " is no " + SCHEMA + (schema.isEmpty() ? "" : " but " + shown(schema)));
        }
        GateState.Phase phase = phase(state, source);
        String lease = state.path("lease").asText();
        if (!Names.isName(lease)) {
            throw new BadInputException(source + " is damaged: its lease '" + shown(lease) + "' is none");
        }
        for (String key : TIMES) {
            requireTime(state, key, NEEDED.getOrDefault(phase, List.of()).contains(key), source);
        }
        for (String key : TALLIES) {
            requireTally(state.path(key), key, source);
        }
        boolean cursor =
                state.path("cursor").isMissingNode() || state.path("cursor").isObject();
        boolean series =
                state.path("series").isMissingNode() || state.path("series").isArray();
        if (!cursor || !series) {
            throw new BadInputException(
                    source + " is damaged: its " + (cursor ? "series is no list" : "cursor is no object"));
        }
        return state;
    }

    private static GateState.Phase phase(ObjectNode state, String source) throws BadInputException {
        String phase = state.path("phase").asText();
        try {
            return GateState.Phase.valueOf(phase);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(source + " is damaged: there is no phase '" + shown(phase) + "'", e);
        }
    }

    private static void requireTime(ObjectNode state, String key, boolean needed, String source)
            throws BadInputException {
        if (!needed && !state.hasNonNull(key)) {
            return;
        }
        try {
            Instant.parse(state.path(key).asText());
        } catch (DateTimeException e) {
            throw new BadInputException(
                    source + " is damaged: its time " + key + " '"
                            + shown(state.path(key).asText()) + "' is none",
                    e);
        }
    }

    private static void requireTally(JsonNode tally, String key, String source) throws BadInputException {
        try {
            RequestTally.of(tally);
        } catch (NumberFormatException e) {
            throw new BadInputException(source + " is damaged: the counts of " + key + " have an edge that is none", e);
        }
    }

    private static String shown(String text) {
        String clean = PlainText.shown(text);
        return clean.length() > MOST_SHOWN ? clean.substring(0, MOST_SHOWN) + "..." : clean;
    }
}
