package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;

/**
 * The manifest of the watchdog: waits until the lease is over, then undoes the split by one JSON patch. Each part of the
 * patch first tests that it finds what we wrote, the lease included, so it can only ever take back our own split; if
 * rules were moved it tries them all.
 */
final class WatchdogJob {
    /** Where the rule's index goes; others may have inserted rules meanwhile. */
    private static final String RULE = "@RULE@";

    private static final int MOST_RULES = 16;
    private static final int USER = 65532;
    private static final int LEEWAY_SECONDS = 900;
    private static final int KEEP_SECONDS = 3600;
    private static final String SCRIPT = """
            set -u
            lease() {
              kubectl get "$ROUTE" -n "$NAMESPACE" --ignore-not-found \\
                -o 'jsonpath={.metadata.annotations.model-delivery\\.jenkins\\.io/lease}'
            }
            lease >/dev/null || exit 1
            kubectl auth can-i "$VERB" "$ROUTE" -n "$NAMESPACE" --quiet || { echo "may not $VERB $ROUTE"; exit 1; }
            touch "$HOME/ready"
            while [ "$(date +%s)" -lt "$UNTIL" ]; do sleep 5; done
            while true; do
              if found=$(lease); then
                case "$found" in
                  *"\\"id\\":\\"$LEASE\\""*) ;;
                  "") echo "the route is back already"; exit 0 ;;
                  *) echo "the route has another lease than $LEASE, or somebody edited it: left alone"; exit 0 ;;
                esac
                if [ "$VERB" = delete ]; then
                  kubectl delete "$ROUTE" -n "$NAMESPACE" --ignore-not-found && exit 0
                else
                  rule=0
                  while [ "$rule" -lt "$RULES" ]; do
                    patch=$(printf '%s' "$PATCH" | sed "s/@RULE@/$rule/g")
                    kubectl patch "$ROUTE" -n "$NAMESPACE" --type=json -p "$patch" && exit 0
                    rule=$((rule + 1))
                  done
                fi
              fi
              sleep 10
            done
            """;

    private WatchdogJob() {}

    static String name(String lease) {
        return "model-delivery-watchdog-"
                + Specs.hash(Json.mapper().getNodeFactory().textNode(lease)).substring(0, 16);
    }

    static ObjectKey key(RouteRequest request, String lease) {
        return new ObjectKey("batch/v1", "Job", "jobs", request.key().namespace(), name(lease));
    }

    /**
     * @param before the object as it is
     * @param split the object as the server would store it with the split, from a dry run: defaults filled in
     */
    static ObjectNode of(
            RouteRequest request,
            WatchdogSettings settings,
            ObjectNode before,
            ObjectNode split,
            String lease,
            Instant now,
            Instant until) {
        ObjectNode job = Json.object().put("apiVersion", "batch/v1").put("kind", "Job");
        ObjectNode metadata = job.putObject("metadata");
        metadata.put("name", name(lease)).put("namespace", request.key().namespace());
        metadata.putObject("labels")
                .put("app.kubernetes.io/managed-by", "model-delivery")
                .put("app.kubernetes.io/component", "traffic-watchdog");
        ObjectNode spec = job.putObject("spec");
        spec.put("backoffLimit", 6)
                .put("activeDeadlineSeconds", until.getEpochSecond() - now.getEpochSecond() + LEEWAY_SECONDS)
                .put("ttlSecondsAfterFinished", KEEP_SECONDS);
        ObjectNode pod = spec.putObject("template").putObject("spec");
        pod.put("restartPolicy", "OnFailure").put("serviceAccountName", settings.serviceAccount());
        pod.putObject("securityContext")
                .put("runAsNonRoot", true)
                .put("runAsUser", USER)
                .putObject("seccompProfile")
                .put("type", "RuntimeDefault");
        pod.putArray("volumes").addObject().put("name", "tmp").putObject("emptyDir");
        container(pod.putArray("containers").addObject(), settings, request, before, split, lease, until);
        return job;
    }

    private static void container(
            ObjectNode container,
            WatchdogSettings settings,
            RouteRequest request,
            ObjectNode before,
            ObjectNode split,
            String lease,
            Instant until) {
        container.put("name", "watchdog").put("image", settings.image());
        container.putArray("command").add("/bin/sh").add("-c").add(SCRIPT);
        boolean deletes = request.router() == RouteRequest.Router.INGRESS_CANARY;
        ArrayNode env = container.putArray("env");
        put(
                env,
                "ROUTE",
                request.key().plural() + "." + request.key().group() + "/"
                        + request.key().name());
        put(env, "NAMESPACE", request.key().namespace());
        put(env, "VERB", deletes ? "delete" : "patch");
        put(env, "LEASE", lease);
        put(env, "UNTIL", Long.toString(until.getEpochSecond()));
        put(env, "RULES", request.router() == RouteRequest.Router.REPLICAS ? "1" : Integer.toString(MOST_RULES));
        put(env, "PATCH", deletes ? "" : Json.compact(patch(request, before, split)));
        // kubectl keeps a cache below its home
        put(env, "HOME", "/tmp");
        ObjectNode security = container.putObject("securityContext");
        security.put("allowPrivilegeEscalation", false).put("readOnlyRootFilesystem", true);
        security.putObject("capabilities").putArray("drop").add("ALL");
        ObjectNode resources = container.putObject("resources");
        resources.putObject("requests").put("cpu", "10m").put("memory", "32Mi");
        resources.putObject("limits").put("memory", "128Mi");
        container.putArray("volumeMounts").addObject().put("name", "tmp").put("mountPath", "/tmp");
        container
                .putObject("readinessProbe")
                .put("periodSeconds", 2)
                .putObject("exec")
                .putArray("command")
                .add("/bin/sh")
                .add("-c")
                .add("test -f \"$HOME/ready\"");
    }

    private static void put(ArrayNode env, String name, String value) {
        // the kubelet expands $(NAME) in values
        env.addObject().put("name", name).put("value", value.replace("$(", "$$("));
    }

    /** RFC 6902: test and undo, the lease first. */
    private static ArrayNode patch(RouteRequest request, ObjectNode before, ObjectNode split) {
        ArrayNode patch = Json.mapper().createArrayNode();
        String lease = "/metadata/annotations/" + escape(LeaseNote.ANNOTATION);
        test(patch, lease, split.at(lease));
        if (request.router() == RouteRequest.Router.REPLICAS) {
            undo(patch, "/spec/replicas", before.at("/spec/replicas"), split.at("/spec/replicas"));
        } else {
            String rules = request.router() == RouteRequest.Router.HTTP_ROUTE ? "/spec/rules/" : "/spec/http/";
            int index = rule(split.at(lease).asText());
            undo(patch, rules + RULE, before.at(rules + index), split.at(rules + index));
        }
        operation(patch, "remove", lease);
        // added first, so that removing cannot fail where somebody took it off
        String label = "/metadata/labels/" + escape(LeaseNote.LABEL);
        operation(patch, "add", label).put("value", "in-progress");
        operation(patch, "remove", label);
        return patch;
    }

    private static int rule(String note) {
        try {
            return Json.parse(note, "the lease").at("/change/rule/index").asInt();
        } catch (io.jenkins.plugins.modeldelivery.failure.BadInputException e) {
            throw new IllegalStateException("we wrote it ourselves", e);
        }
    }

    private static void undo(ArrayNode patch, String path, JsonNode before, JsonNode split) {
        test(patch, path, split);
        if (before.isMissingNode()) {
            operation(patch, "remove", path);
        } else {
            operation(patch, "replace", path).set("value", before);
        }
    }

    private static void test(ArrayNode patch, String path, JsonNode value) {
        operation(patch, "test", path).set("value", value);
    }

    private static ObjectNode operation(ArrayNode patch, String op, String path) {
        return patch.addObject().put("op", op).put("path", path);
    }

    private static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
