package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link ClusterObjects} on a real API server, by plain requests: no typed model that would drop what it does not know. */
public final class KubernetesObjects implements ClusterObjects {
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final int NOT_FOUND = 404;
    private static final String MANAGER = "fieldManager=jenkins-model-delivery";

    private final KubernetesClient client;

    /** @param client stays the caller's to close */
    public KubernetesObjects(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public String server() {
        return client.getMasterUrl().toString();
    }

    @Override
    public Optional<ObjectNode> get(ObjectKey key) throws DeliveryException, InterruptedException {
        Optional<ObjectNode> found = request("read " + key, key.path(), "GET", null);
        if (found.isPresent() && !found.get().at("/metadata/name").asText().equals(key.name())) {
            throw odd(
                    "read " + key,
                    null); // some gateways answer 200 with a placeholder, which says nothing about the object
        }
        return found;
    }

    @Override
    public ObjectNode update(ObjectKey key, ObjectNode object, boolean dryRun)
            throws DeliveryException, InterruptedException {
        return written(key, request("update " + key, key.path() + query(dryRun), "PUT", object));
    }

    @Override
    public ObjectNode create(ObjectKey key, ObjectNode object, boolean dryRun)
            throws DeliveryException, InterruptedException {
        return written(key, request("create " + key, key.collectionPath() + query(dryRun), "POST", object));
    }

    @Override
    public void delete(ObjectKey key, ObjectNode object) throws DeliveryException, InterruptedException {
        ObjectNode options = Json.object().put("apiVersion", "v1").put("kind", "DeleteOptions");
        // a Job would leave its pods behind otherwise
        options.put("propagationPolicy", "Background");
        options.putObject("preconditions")
                .put("uid", object.path("metadata").path("uid").asText())
                .put(
                        "resourceVersion",
                        object.path("metadata").path("resourceVersion").asText());
        request("delete " + key, key.path(), "DELETE", options);
    }

    @Override
    public List<ObjectNode> list(ObjectKey key, String labelSelector) throws DeliveryException, InterruptedException {
        String query = labelSelector.isEmpty()
                ? ""
                : "?labelSelector=" + URLEncoder.encode(labelSelector, StandardCharsets.UTF_8);
        List<ObjectNode> items = new ArrayList<>();
        String doing = "list " + key.plural() + " in " + key.namespace();
        Optional<ObjectNode> list = request(doing, key.collectionPath() + query, "GET", null);
        if (list.isPresent() && !list.get().path("items").isArray()) {
            throw odd(doing, null);
        }
        for (JsonNode item : list.<JsonNode>map(found -> found.get("items")).orElse(Json.object())) {
            if (!(item instanceof ObjectNode object)) {
                throw odd(doing, null);
            }
            items.add(object);
        }
        return items;
    }

    @Override
    public boolean allowed(String verb, ObjectKey key) throws DeliveryException, InterruptedException {
        ObjectNode review =
                Json.object().put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
        ObjectNode asked = review.putObject("spec").putObject("resourceAttributes");
        asked.put("namespace", key.namespace()).put("verb", verb);
        asked.put("group", key.group()).put("resource", key.plural());
        if (!key.name().isEmpty() && !verb.equals("create")) {
            asked.put("name", key.name());
        }
        return request("review our permissions in " + key.namespace(), REVIEWS, "POST", review)
                .map(answer -> answer.path("status").path("allowed").asBoolean())
                .orElse(false);
    }

    private static String query(boolean dryRun) {
        return "?" + MANAGER + (dryRun ? "&dryRun=All" : "");
    }

    private static ObjectNode written(ObjectKey key, Optional<ObjectNode> answer) throws BadInputException {
        return answer.orElseThrow(() -> new BadInputException(key + " does not exist"));
    }

    private Optional<ObjectNode> request(String doing, String uri, String method, ObjectNode body)
            throws DeliveryException, InterruptedException {
        String answer = ClusterFailures.call(doing, () -> {
            try {
                return client.raw(uri, method, body == null ? null : Json.compact(body));
            } catch (KubernetesClientException e) {
                if (e.getCode() == NOT_FOUND) {
                    return null;
                }
                throw e;
            }
        });
        if (answer == null) {
            return Optional.empty();
        }
        try {
            if (Json.parse(answer, "the answer") instanceof ObjectNode object) {
                return Optional.of(object);
            }
        } catch (BadInputException e) {
            throw odd(doing, e);
        }
        throw odd(doing, null);
    }

    private static UnreachableException odd(String doing, BadInputException cause) {
        return new UnreachableException(
                "Cannot " + doing
                        + ": the API server's answer is none; is something in between that answers in its place?",
                cause);
    }
}
