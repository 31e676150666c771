package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;

/** Gateway API: {@code spec.rules[].backendRefs[].weight} (default 1), filter {@code RequestMirror}. */
final class HttpRouteDialect implements RouteDialect {
    private static final String MIRROR = "RequestMirror";

    @Override
    public ArrayNode rules(ObjectNode object) {
        return RouteDialect.array(object.path("spec"), "rules");
    }

    @Override
    public ArrayNode refs(ObjectNode rule) {
        return RouteDialect.array(rule, "backendRefs");
    }

    @Override
    public String id(ObjectNode object, JsonNode ref) {
        return ref.path("group").asText("") + "/" + ref.path("kind").asText("Service") + "/"
                + ref.path("namespace").asText(namespace(object)) + "/"
                + ref.path("name").asText() + ":" + ref.path("port").asInt();
    }

    @Override
    public boolean is(ObjectNode object, JsonNode ref, Backend backend) {
        return ref.path("kind").asText("Service").equals("Service")
                && ref.path("namespace").asText(namespace(object)).equals(backend.namespace())
                && ref.path("name").asText().equals(backend.service())
                && (backend.port() == 0 || ref.path("port").asInt() == backend.port());
    }

    @Override
    public String candidateId(ObjectNode object, RouteRequest request, JsonNode productionRef) {
        return id(object, target(object, request, productionRef));
    }

    @Override
    public long weight(JsonNode ref, int references) {
        return ref.path("weight").asLong(1);
    }

    @Override
    public long[] round(long[] weights) {
        return weights;
    }

    @Override
    public ObjectNode newRef(ObjectNode object, RouteRequest request, JsonNode productionRef, long weight) {
        return target(object, request, productionRef).put("weight", weight);
    }

    @Override
    public void addMirror(ObjectNode rule, ObjectNode object, RouteRequest request, JsonNode productionRef) {
        ObjectNode filter = rule.withArray("filters").addObject().put("type", MIRROR);
        ObjectNode mirror = filter.putObject("requestMirror");
        mirror.set("backendRef", target(object, request, productionRef));
        if (request.share() < 1) {
            mirror.putObject("fraction")
                    .put("numerator", Math.round(request.share() * 1000))
                    .put("denominator", 1000);
        }
    }

    @Override
    public void removeMirror(ObjectNode rule, ObjectNode object, String candidate) {
        ArrayNode filters = RouteDialect.array(rule, "filters");
        for (int i = filters.size() - 1; i >= 0; i--) {
            if (isMirror(object, filters.get(i), candidate)) {
                filters.remove(i);
            }
        }
        if (filters.isEmpty()) {
            rule.remove("filters");
        }
    }

    @Override
    public boolean hasMirror(ObjectNode rule, ObjectNode object, String candidate) {
        for (JsonNode filter : RouteDialect.array(rule, "filters")) {
            if (isMirror(object, filter, candidate)) {
                return true;
            }
        }
        return false;
    }

    private boolean isMirror(ObjectNode object, JsonNode filter, String candidate) {
        return filter.path("type").asText().equals(MIRROR)
                && id(object, filter.path("requestMirror").path("backendRef")).equals(candidate);
    }

    private static ObjectNode target(ObjectNode object, RouteRequest request, JsonNode productionRef) {
        ObjectNode ref = Json.object().put("name", request.candidate().service());
        if (!request.candidate().namespace().equals(namespace(object))) {
            ref.put("namespace", request.candidate().namespace());
        }
        int port = request.candidate().port();
        return ref.put("port", port == 0 ? productionRef.path("port").asInt() : port);
    }

    private static String namespace(ObjectNode object) {
        return object.path("metadata").path("namespace").asText();
    }
}
