package io.jenkins.plugins.modeldelivery.traffic.route;

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
}
