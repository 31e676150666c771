package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything that can be known to go wrong before a single request of a user is touched. */
final class RoutePreflight {
    private static final Set<String> OWNERS = Set.of("Canary", "InferenceService", "Rollout", "IngressRoute");
    private static final String[] MARKS = {
        "rollouts.argoproj.io/gatewayapi-canary", "argo-rollouts.argoproj.io/managed-by-rollouts"
    };
    private static final int LONGEST = 300;
    private static final String GATEWAY = "gateway.networking.k8s.io";

    private final ClusterObjects objects;
    private final RouteRequest request;
    private final List<String> problems = new ArrayList<>();

    RoutePreflight(ClusterObjects objects, RouteRequest request) {
        this.objects = objects;
        this.request = request;
    }

    /**
     * @param route as it is now
     * @throws RefusedException naming every problem in one line
     */
    void check(ObjectNode route) throws DeliveryException, InterruptedException {
        foreignControllers(route);
        rights();
        if (request.router() == RouteRequest.Router.INGRESS_CANARY) {
            otherCanary();
        }
        if (request.router() == RouteRequest.Router.HTTP_ROUTE) {
            if (!accepted(route)) {
                problems.add("no parent gateway has accepted its current generation (Accepted and ResolvedRefs)");
            }
            if (!request.candidate().namespace().equals(request.namespace())) {
                referenceGrant();
            }
        }
        if (request.router() != RouteRequest.Router.REPLICAS) {
            endpoints(request.production());
            endpoints(request.candidate());
        }
        if (!problems.isEmpty()) {
            throw new RefusedException(
                    "No traffic is shifted by " + request.key() + ": " + String.join("; ", problems));
        }
    }

    private void foreignControllers(ObjectNode route) {
        JsonNode metadata = route.path("metadata");
        for (String mark : MARKS) {
            if (metadata.path("labels").has(mark)
                    || metadata.path("annotations").has(mark)) {
                problems.add("another controller manages its weights (" + mark + ")");
            }
        }
        for (JsonNode owner : metadata.path("ownerReferences")) {
            if (OWNERS.contains(owner.path("kind").asText())) {
                problems.add("it belongs to " + owner.path("kind").asText() + " "
                        + owner.path("name").asText());
            }
        }
    }

    /** What is to be created must not be there: an Ingress that somebody else made is not ours to replace. */
    private void otherCanary() throws DeliveryException, InterruptedException {
        Optional<ObjectNode> existing = objects.get(request.key());
        if (existing.isPresent()) {
            LeaseNote note = LeaseNote.on(existing.get(), request.key());
            problems.add(request.key() + " exists already, "
                    + (note == null
                            ? "not made by us; delete or rename it"
                            : "leased until " + note.until() + " by " + note.holder()));
        }
    }

    private void rights() throws DeliveryException, InterruptedException {
        boolean creates = request.router() == RouteRequest.Router.INGRESS_CANARY;
        for (String verb : creates ? new String[] {"create", "delete"} : new String[] {"update"}) {
            if (!objects.allowed(verb, request.key())) {
                problems.add("missing permission: " + verb + " " + request.key().plural() + " in "
                        + request.key().namespace());
            }
        }
    }

    /** Whether every parent has seen this generation and finds it right. */
    static boolean accepted(JsonNode route) {
        JsonNode parents = route.path("status").path("parents");
        long generation = route.path("metadata").path("generation").asLong();
        for (JsonNode parent : parents) {
            if (!holds(parent, "Accepted", generation) || !holds(parent, "ResolvedRefs", generation)) {
                return false;
            }
        }
        return !parents.isEmpty();
    }

    /** The first parent's word against this generation; empty while nobody says no. */
    static Optional<String> refusal(JsonNode route) {
        long generation = route.path("metadata").path("generation").asLong();
        for (JsonNode parent : route.path("status").path("parents")) {
            for (JsonNode condition : parent.path("conditions")) {
                String type = condition.path("type").asText();
                if ((type.equals("Accepted") || type.equals("ResolvedRefs"))
                        && condition.path("status").asText().equals("False")
                        && condition.path("observedGeneration").asLong() >= generation) {
                    return Optional.of(type + " is False for parent "
                            + parent.path("parentRef").path("name").asText("?") + ": "
                            + line(condition.path("reason").asText("no reason") + " "
                                    + condition.path("message").asText()));
                }
            }
        }
        return Optional.empty();
    }

    private static String line(String text) {
        String clean = PlainText.oneLine(text.strip());
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "..." : clean;
    }

    private static boolean holds(JsonNode parent, String type, long generation) {
        for (JsonNode condition : parent.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText().equals("True")
                        && condition.path("observedGeneration").asLong() >= generation;
            }
        }
        return false;
    }

    /** Without one the gateway must answer the candidate's share with 500. */
    private void referenceGrant() throws DeliveryException, InterruptedException {
        for (String version : new String[] {"v1", "v1beta1"}) {
            ObjectKey key = new ObjectKey(
                    GATEWAY + "/" + version,
                    "ReferenceGrant",
                    "referencegrants",
                    request.candidate().namespace(),
                    "");
            for (ObjectNode grant : objects.list(key, "")) {
                if (grants(grant.path("spec"))) {
                    return;
                }
            }
        }
        problems.add("namespace " + request.candidate().namespace()
                + " has no ReferenceGrant from HTTPRoutes of " + request.namespace() + " to Service "
                + request.candidate().service());
    }

    private boolean grants(JsonNode spec) {
        boolean from = false;
        for (JsonNode entry : spec.path("from")) {
            from |= entry.path("group").asText().equals(GATEWAY)
                    && entry.path("kind").asText().equals("HTTPRoute")
                    && entry.path("namespace").asText().equals(request.namespace());
        }
        boolean to = false;
        for (JsonNode entry : spec.path("to")) {
            to |= entry.path("group").asText().isEmpty()
                    && entry.path("kind").asText().equals("Service")
                    && entry.path("name")
                            .asText(request.candidate().service())
                            .equals(request.candidate().service());
        }
        return from && to;
    }

    private void endpoints(Backend backend) throws DeliveryException, InterruptedException {
        if (ready(objects, backend) == 0) {
            problems.add("Service " + backend.namespace() + "/" + backend.service() + " has no ready endpoint");
        }
    }

    /** Ready addresses of a Service, from its EndpointSlices. */
    static int ready(ClusterObjects objects, Backend backend) throws DeliveryException, InterruptedException {
        ObjectKey key =
                new ObjectKey("discovery.k8s.io/v1", "EndpointSlice", "endpointslices", backend.namespace(), "");
        int ready = 0;
        for (ObjectNode slice : objects.list(key, "kubernetes.io/service-name=" + backend.service())) {
            for (JsonNode endpoint : slice.path("endpoints")) {
                ready += endpoint.path("conditions").path("ready").asBoolean(true)
                        ? Math.max(1, endpoint.path("addresses").size())
                        : 0;
            }
        }
        return ready;
    }
}
