package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;

/** How one kind of router splits an existing object and takes that back, in the tree and in place. */
interface Changer {
    /** Changes the object and returns what {@link #restore} needs. */
    ObjectNode shift(ObjectNode object, RouteRequest request) throws DeliveryException;

    void restore(ObjectNode object, ObjectNode change);

    boolean stillSplit(ObjectNode object, ObjectNode change);

    /** Whether everything that was set still is what it was set to. */
    boolean isAsSet(ObjectNode object, ObjectNode change);

    static Changer of(RouteRequest.Router router) {
        return switch (router) {
            case HTTP_ROUTE -> rules(new HttpRouteDialect());
            case VIRTUAL_SERVICE -> rules(new VirtualServiceDialect());
            case REPLICAS -> new Replicas();
            case INGRESS_CANARY, EXTERNAL -> throw new IllegalArgumentException(router + " edits no object");
        };
    }

    private static Changer rules(RouteDialect dialect) {
        RuleEditor editor = new RuleEditor(dialect);
        return new Changer() {
            @Override
            public ObjectNode shift(ObjectNode object, RouteRequest request) throws DeliveryException {
                return editor.shift(object, request);
            }

            @Override
            public void restore(ObjectNode object, ObjectNode change) {
                editor.restore(object, change);
            }

            @Override
            public boolean stillSplit(ObjectNode object, ObjectNode change) {
                return editor.stillSplit(object, change);
            }

            @Override
            public boolean isAsSet(ObjectNode object, ObjectNode change) {
                return editor.isAsSet(object, change);
            }
        };
    }

    /** The candidate's share by its number of pods behind a Service that already selects both workloads. */
    final class Replicas implements Changer {
        private static final String FIELD = "replicas";

        @Override
        public ObjectNode shift(ObjectNode object, RouteRequest request) throws RefusedException {
            long pods = object.path("metadata")
                    .path("annotations")
                    .path(RouteLeases.PRODUCTION_PODS)
                    .asLong(0);
            long wanted = Math.round(pods * request.share() / (1 - request.share()));
            double reached = (double) Math.max(1, wanted) / (Math.max(1, wanted) + pods);
            if (pods < 1 || reached > 2 * request.share() || reached < request.share() / 2) {
                throw new RefusedException(request.key() + ": with " + pods + " production pods one candidate pod is "
                        + Math.round(reached * 1000) / 10.0 + " % of the traffic, not " + request.share() * 100
                        + " %; use a route with weights");
            }
            ObjectNode spec = object.withObject("/spec");
            ObjectNode change = Json.object();
            change.set("orig", spec.has(FIELD) ? spec.get(FIELD) : Json.mapper().nullNode());
            change.put("set", Math.max(1, wanted));
            if (spec.path(FIELD).asInt(1) != 0) {
                throw new RefusedException(request.key() + " already runs "
                        + spec.path(FIELD).asInt(1) + " pods; replica weighting starts from 0");
            }
            spec.put(FIELD, Math.max(1, wanted));
            return change;
        }

        /** Back to the pods before, whatever others scaled it to: the candidate always goes. */
        @Override
        public void restore(ObjectNode object, ObjectNode change) {
            object.withObject("/spec").set(FIELD, change.get("orig"));
        }

        @Override
        public boolean stillSplit(ObjectNode object, ObjectNode change) {
            return object.path("spec").path(FIELD).asInt(1)
                    > change.path("orig").asInt(0);
        }

        @Override
        public boolean isAsSet(ObjectNode object, ObjectNode change) {
            return object.path("spec").path(FIELD).asLong(1)
                    == change.path("set").asLong();
        }
    }

    /** Gateway API: {@code spec.rules[].backendRefs[].weight} (default 1), filter {@code RequestMirror}. */
    static final class HttpRouteDialect implements RouteDialect {
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
                    && id(object, filter.path("requestMirror").path("backendRef"))
                            .equals(candidate);
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

    /** Istio: {@code spec.http[].route[].weight} (100 for a single destination), {@code mirror} and {@code mirrorPercentage}. */
    static final class VirtualServiceDialect implements RouteDialect {
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
            ObjectNode destination =
                    Json.object().put("host", request.candidate().host());
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
}
