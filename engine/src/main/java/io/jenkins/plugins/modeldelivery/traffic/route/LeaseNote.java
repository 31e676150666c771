package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.Map;

/**
 * What is written onto the split object, in the same update that splits it: who holds it until when, and everything that
 * putting it back takes. The same document is kept in the ledger's lease.
 *
 * @param v version of this document
 * @param holder for people; like the hash no reason to leave traffic split where somebody took it off
 * @param specHash SHA-256 of the object's spec before
 * @param change what the router did: see {@link RuleEditor}
 * @param more what a later release writes
 */
public record LeaseNote(
        int v,
        String id,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String holder,
        Instant until,
        RouteRequest.Router router,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String specHash,
        ObjectNode change,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    public static final String ANNOTATION = "model-delivery.jenkins.io/lease";
    /** A label for GitOps tools to ignore the difference by. */
    public static final String LABEL = "model-delivery.jenkins.io/traffic-test";

    private static final int VERSION = 1;

    LeaseNote(String id, String holder, Instant until, RouteRequest.Router router, String specHash, ObjectNode change) {
        this(VERSION, id, holder, until, router, specHash, change, Map.of());
    }

    ObjectNode toJson() {
        return Json.tree(this);
    }

    static LeaseNote parse(JsonNode json, String source) throws BadInputException {
        if (json.path("v").asInt() != VERSION) { // another version may have other keys
            throw new BadInputException(source + " is no lease of version " + VERSION);
        }
        LeaseNote note = Json.bind(json, LeaseNote.class, source);
        if (note.id.isEmpty()) {
            throw new BadInputException(source + " is no lease: it has no id");
        }
        return note;
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
