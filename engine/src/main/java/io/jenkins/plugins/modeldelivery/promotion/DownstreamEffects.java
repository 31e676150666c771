package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.dependency.Downstream;
import io.jenkins.plugins.modeldelivery.dependency.EdgeCheck;
import io.jenkins.plugins.modeldelivery.dependency.EdgeState;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change means for other models; kept in the delivery's details: {@code upstream}, on which the decision stands, and
 * once it is done {@code downstream}, the edges that the change made stale or fresh.
 */
final class DownstreamEffects {
    /** Details are bounded; whoever has more dependants reads them from the ledger. */
    private static final int MOST = 20;

    private final Ledger ledger;

    DownstreamEffects(Ledger ledger) {
        this.ledger = ledger;
    }

    static void keepEdges(ObjectNode details, List<EdgeState> edges) {
        if (!edges.isEmpty()) {
            put(details, "upstream", edges);
        }
    }

    /** The delivery with what it means for the models downstream. */
    Delivery of(Delivery d) throws DeliveryException, InterruptedException {
        ObjectNode details = d.draft().details().deepCopy();
        try {
            String model = d.draft().model();
            List<EdgeState> edges = new Downstream(ledger, model, d.draft().environment()).now();
            if (!edges.isEmpty()) {
                put(details, "downstream", edges);
            }
            if (d.rollback()) {
                // nothing held it up, so what it now stands on is told afterwards
                Target to = d.draft().to();
                keepEdges(
                        details,
                        new EdgeCheck(ledger)
                                .look(model, to, EdgeCheck.evidence(ledger, model, to.version()))
                                .states());
            }
        } catch (BadInputException | RefusedException e) {
            // this model runs all the same; what is damaged in the ledger must be told, not end it half-way
            details.put("downstreamUnknown", e.getMessage());
        }
        return d.with(d.draft().withDetails(details));
    }

    private static void put(ObjectNode details, String key, List<EdgeState> edges) {
        ArrayNode list = details.putArray(key);
        edges.stream().limit(MOST).forEach(edge -> list.add(edge.toJson()));
        if (edges.size() > MOST) {
            details.put(key + "Left", edges.size() - MOST);
        }
    }

    /** What was found about the world around the version before it was decided. */
    static List<String> standsOn(Delivery d) {
        List<String> lines = new ArrayList<>();
        d.liveShift().ifPresent(lines::add);
        d.draft()
                .details()
                .path("upstream")
                .forEach(edge -> lines.add(edge.path("line").asText()));
        return List.copyOf(lines);
    }

    static List<String> lines(Delivery d) {
        JsonNode details = d.draft().details();
        List<String> lines = new ArrayList<>();
        if (d.isDone()) {
            for (JsonNode edge : d.rollback() ? details.path("upstream") : Json.object()) {
                if (!holds(edge)) {
                    lines.add("runs without an evaluation that holds: "
                            + edge.path("line").asText());
                }
            }
            for (JsonNode edge : details.path("downstream")) {
                String who =
                        edge.path("model").asText() + " " + edge.path("version").asText() + " in "
                                + edge.path("environment").asText();
                lines.add(
                        holds(edge)
                                ? "still holds for " + who + ": "
                                        + edge.path("line").asText()
                                : "needs a new evaluation: " + who + ": "
                                        + edge.path("line").asText());
            }
            if (details.has("downstreamLeft")) {
                lines.add("and " + details.path("downstreamLeft").asInt()
                        + " more; see 'model-delivery dependencies --ledger ...'");
            }
            if (details.has("downstreamUnknown")) {
                lines.add("which models depend on this one could not be told: "
                        + details.path("downstreamUnknown").asText());
            }
        }
        return List.copyOf(lines);
    }

    static boolean holds(JsonNode edge) {
        return EdgeState.State.named(edge.path("state").asText()).holds();
    }
}
