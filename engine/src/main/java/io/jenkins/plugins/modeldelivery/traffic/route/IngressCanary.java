package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;

/** Builds the second Ingress that makes ingress-nginx send a share elsewhere; restoring is deleting it. */
final class IngressCanary {
    private static final String PREFIX = "nginx.ingress.kubernetes.io/";
    private static final int PERCENT = 100;

    private static final String WEIGHT = "canary-weight";

    private IngressCanary() {}

    /** What of the canary to note, to know it by without its lease. */
    static ObjectNode noted(ObjectNode canary) {
        return Json.object().put(WEIGHT, annotation(canary, WEIGHT));
    }

    /** Whether it still gives the share that was noted. */
    static boolean isAsSet(ObjectNode canary, ObjectNode change) {
        return annotation(canary, "canary").equals("true")
                && !annotation(canary, WEIGHT).isEmpty()
                && annotation(canary, WEIGHT).equals(change.path(WEIGHT).asText());
    }

    private static String annotation(ObjectNode ingress, String name) {
        return ingress.path("metadata").path("annotations").path(PREFIX + name).asText();
    }

    /** The canary of a production Ingress: the same hosts and paths, every production backend replaced. */
    static ObjectNode of(ObjectNode production, RouteRequest request) throws BadInputException, RefusedException {
        if (production.path("metadata").path("annotations").has(PREFIX + "canary")) {
            throw new RefusedException(
                    "Ingress " + request.name() + " is itself a canary; name the production Ingress");
        }
        long percent = Math.round(request.share() * PERCENT);
        if (percent < 1 || Math.abs(percent - request.share() * PERCENT) > 0.1 * percent) {
            throw new RefusedException(
                    "An Ingress canary takes whole percents, not " + request.share() * PERCENT + " %");
        }
        ObjectNode canary = Json.object();
        canary.put("apiVersion", "networking.k8s.io/v1").put("kind", "Ingress");
        ObjectNode metadata = canary.putObject("metadata");
        metadata.put("name", request.key().name())
                .put("namespace", request.key().namespace());
        metadata.putObject("annotations").put(PREFIX + "canary", "true").put(PREFIX + WEIGHT, Long.toString(percent));
        JsonNode spec = production.path("spec").deepCopy();
        canary.set("spec", spec);
        int replaced = 0;
        for (JsonNode rule : spec.path("rules")) {
            for (JsonNode path : rule.path("http").path("paths")) {
                JsonNode service = path.path("backend").path("service");
                if (service.path("name").asText().equals(request.production().service())) {
                    ((ObjectNode) service).put("name", request.candidate().service());
                    if (request.candidate().port() != 0) {
                        ((ObjectNode) service)
                                .putObject("port")
                                .put("number", request.candidate().port());
                    }
                    replaced++;
                }
            }
        }
        if (replaced == 0) {
            throw new BadInputException("No path of Ingress " + request.name() + " leads to " + request.production());
        }
        ((ObjectNode) spec).remove("defaultBackend");
        return canary;
    }
}
