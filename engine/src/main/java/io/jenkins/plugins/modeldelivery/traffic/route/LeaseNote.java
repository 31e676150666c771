package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * What is written onto the split object, in the same update that splits it: who holds it until when, and everything that
 * putting it back takes. The same document is kept in the ledger's lease.
 *
 * @param change what the router did: see {@link RuleEditor}
 * @param specHash SHA-256 of the object's spec before
 */
public record LeaseNote(
        String id, String holder, Instant until, RouteRequest.Router router, String specHash, ObjectNode change) {
    public static final String ANNOTATION = "model-delivery.jenkins.io/lease";
    /** A label for GitOps tools to ignore the difference by. */
    public static final String LABEL = "model-delivery.jenkins.io/traffic-test";

    private static final int VERSION = 1;

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("v", VERSION)
                .put("id", id)
                .put("holder", holder)
                .put("until", until.toString())
                .put("router", router.name())
                .put("specHash", specHash);
        json.set("change", change);
        return json;
    }

    static LeaseNote parse(JsonNode json, String source) throws BadInputException {
        try {
            if (json.path("v").asInt() != VERSION
                    || json.path("id").asText().isEmpty()
                    || !json.path("change").isObject()) {
                throw new BadInputException(source + " is no lease of version " + VERSION);
            }
            return new LeaseNote(
                    json.path("id").asText(),
                    json.path("holder").asText(),
                    Instant.parse(json.path("until").asText()),
                    RouteRequest.Router.valueOf(json.path("router").asText()),
                    json.path("specHash").asText(),
                    (ObjectNode) json.path("change"));
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new BadInputException(source + " is no lease: " + e.getMessage(), e);
        }
    }

    /** The same for whoever wants to split the object: what cannot be read is told with what to do about it. */
    static LeaseNote readable(ObjectNode object, ObjectKey key) throws BadInputException {
        try {
            return on(object, key);
        } catch (BadInputException e) {
            throw new BadInputException(
                    e.getMessage()
                            + "; somebody edited it: run 'traffic restore' with its lease, or take it off by hand if"
                            + " nothing is split",
                    e);
        }
    }

    /** The lease on an object; null where there is none. */
    static LeaseNote on(ObjectNode object, ObjectKey key) throws BadInputException {
        JsonNode annotation = object.path("metadata").path("annotations").path(ANNOTATION);
        if (annotation.isMissingNode()) {
            return null;
        }
        String source = "the lease annotation of " + key;
        return parse(Json.parse(annotation.asText(), source), source);
    }
}
