package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;

/** Istio: {@code spec.http[].route[].weight} (100 for a single destination), {@code mirror} and {@code mirrorPercentage}. */
final class VirtualServiceDialect implements RouteDialect {
    private static final String SUFFIX = ".svc.cluster.local";
    private static final int PERCENT = 100;

    @Override
    public ArrayNode rules(ObjectNode object) {
        return RouteDialect.array(object.path("spec"), "http");
    }

    @Override
    public ArrayNode refs(ObjectNode rule) {
        return RouteDialect.array(rule, "route");
    }

    @Override
    public String id(ObjectNode object, JsonNode ref) {
        return destination(object, ref.path("destination"));
    }

    private static String destination(ObjectNode object, JsonNode destination) {
        return host(object, destination.path("host").asText()) + "|"
                + destination.path("subset").asText("") + "|"
                + destination.path("port").path("number").asInt();
    }

    /** Short names are relative to the VirtualService's namespace. */
    private static String host(ObjectNode object, String host) {
        if (host.endsWith(SUFFIX)) {
            return host;
        }
        String[] parts = host.split("\\.");
        String namespace = object.path("metadata").path("namespace").asText();
        return switch (parts.length) {
            case 1 -> host + "." + namespace + SUFFIX;
            case 2 -> host + SUFFIX;
            case 3 -> parts[2].equals("svc") ? host + ".cluster.local" : host;
            default -> host;
        };
    }

    @Override
    public boolean is(ObjectNode object, JsonNode ref, Backend backend) {
        JsonNode destination = ref.path("destination");
        return host(object, destination.path("host").asText()).equals(backend.host())
                && destination.path("subset").asText("").equals(backend.subset())
                && (backend.port() == 0
                        || destination.path("port").path("number").asInt() == backend.port());
    }

    @Override
    public String candidateId(ObjectNode object, RouteRequest request, JsonNode productionRef) {
        return destination(object, target(request, productionRef));
    }

    @Override
    public long weight(JsonNode ref, int references) {
        return ref.path("weight").asLong(references == 1 ? PERCENT : 0);
    }

    /** Scaled to a sum of 100 where that is exact: older versions demand it. */
    @Override
    public long[] round(long[] weights) {
        long divisor = 0;
        for (long w : weights) {
            divisor = gcd(w, divisor);
        }
        long sum = 0;
        for (long w : weights) {
            sum += w / divisor;
        }
        long factor = PERCENT % sum == 0 ? PERCENT / sum : 1;
        long[] scaled = new long[weights.length];
        for (int i = 0; i < weights.length; i++) {
            scaled[i] = weights[i] / divisor * factor;
        }
        return scaled;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public ObjectNode newRef(ObjectNode object, RouteRequest request, JsonNode productionRef, long weight) {
        ObjectNode ref = Json.object();
        ref.set("destination", target(request, productionRef));
        return ref.put("weight", weight);
    }

    @Override
    public void addMirror(ObjectNode rule, ObjectNode object, RouteRequest request, JsonNode productionRef)
            throws RefusedException {
        if (rule.has("mirror") || rule.has("mirrorPercentage") || rule.has("mirrors")) {
            throw new RefusedException(request.key() + " already mirrors requests; remove that mirror first");
        }
        rule.set("mirror", target(request, productionRef));
        rule.putObject("mirrorPercentage").put("value", request.share() * PERCENT);
    }

    @Override
    public void removeMirror(ObjectNode rule, ObjectNode object, String candidate) {
        if (hasMirror(rule, object, candidate)) {
            rule.remove("mirror");
            rule.remove("mirrorPercentage");
        }
    }

    @Override
    public boolean hasMirror(ObjectNode rule, ObjectNode object, String candidate) {
        return rule.has("mirror") && destination(object, rule.get("mirror")).equals(candidate);
    }

    private static ObjectNode target(RouteRequest request, JsonNode productionRef) {
        ObjectNode destination = Json.object().put("host", request.candidate().host());
        if (!request.candidate().subset().isEmpty()) {
            destination.put("subset", request.candidate().subset());
        }
        JsonNode port = productionRef.path("destination").path("port").path("number");
        if (request.candidate().port() != 0 || port.isNumber()) {
            destination
                    .putObject("port")
                    .put(
                            "number",
                            request.candidate().port() != 0
                                    ? request.candidate().port()
                                    : port.asInt());
        }
        return destination;
    }
}
