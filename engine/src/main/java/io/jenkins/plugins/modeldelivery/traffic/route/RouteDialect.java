package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;

/** Where the rules, backends, weights and mirrors of one kind of route are. All methods work on the tree in place. */
interface RouteDialect {
    ArrayNode rules(ObjectNode object);

    ArrayNode refs(ObjectNode rule);

    /** What a reference points to, defaults filled in: equal for references that mean the same. */
    String id(ObjectNode object, JsonNode ref);

    boolean is(ObjectNode object, JsonNode ref, Backend backend);

    String candidateId(ObjectNode object, RouteRequest request, JsonNode productionRef);

    /** The weight in effect, also where none is written, in a rule of so many references. */
    long weight(JsonNode ref, int references);

    /** The same proportions in the numbers that people of this kind of route expect. */
    long[] round(long[] weights);

    ObjectNode newRef(ObjectNode object, RouteRequest request, JsonNode productionRef, long weight);

    void addMirror(ObjectNode rule, ObjectNode object, RouteRequest request, JsonNode productionRef)
            throws RefusedException;

    void removeMirror(ObjectNode rule, ObjectNode object, String candidate);

    boolean hasMirror(ObjectNode rule, ObjectNode object, String candidate);

    static ArrayNode array(JsonNode parent, String name) {
        return parent.path(name) instanceof ArrayNode array
                ? array
                : io.jenkins.plugins.modeldelivery.json.Json.mapper().createArrayNode();
    }
}
