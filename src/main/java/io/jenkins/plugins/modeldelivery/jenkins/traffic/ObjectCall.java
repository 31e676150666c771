package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.durable.AgentAnswer;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.route.ClusterObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.ObjectKey;
import jenkins.security.MasterToSlaveCallable;

/**
 * One short request about an object in a cluster, made on an agent; objects travel as JSON text. The connection with its
 * credentials travels in it over the agent's encrypted channel, lives as long as the call, and is written nowhere.
 */
final class ObjectCall extends MasterToSlaveCallable<AgentAnswer<String>, InterruptedException> {
    private static final long serialVersionUID = 1;

    /** What to do there. */
    enum Action {
        GET,
        UPDATE,
        CREATE,
        DELETE,
        LIST,
        ALLOWED
    }

    private final Action action;
    private final ClusterConnection connection;
    private final String[] key;
    private final String text;
    private final boolean dryRun;

    /** @param text the object, the label selector or the verb, as the action needs it */
    ObjectCall(Action action, ClusterConnection connection, ObjectKey key, String text, boolean dryRun) {
        this.action = action;
        this.connection = connection;
        this.key = new String[] {key.apiVersion(), key.kind(), key.plural(), key.namespace(), key.name()};
        this.text = text;
        this.dryRun = dryRun;
    }

    @Override
    public AgentAnswer<String> call() throws InterruptedException {
        return AgentAnswer.to(this::act);
    }

    private String act() throws DeliveryException, InterruptedException {
        ObjectKey object = new ObjectKey(key[0], key[1], key[2], key[3], key[4]);
        try (KubernetesClient client = connection.open()) {
            ClusterObjects objects = new KubernetesObjects(client);
            return switch (action) {
                case GET -> objects.get(object).map(Json::compact).orElse(null);
                case UPDATE -> Json.compact(objects.update(object, parsed(), dryRun));
                case CREATE -> Json.compact(objects.create(object, parsed(), dryRun));
                case DELETE -> {
                    objects.delete(object, parsed());
                    yield null;
                }
                case LIST -> {
                    ArrayNode all = Json.mapper().createArrayNode();
                    objects.list(object, text).forEach(all::add);
                    yield Json.compact(all);
                }
                case ALLOWED -> String.valueOf(objects.allowed(text, object));
            };
        }
    }

    private ObjectNode parsed() throws BadInputException {
        return (ObjectNode) Json.parse(text, "the object");
    }

    /** Remoting shows calls in its logs. */
    @Override
    public String toString() {
        return action + " " + key[1] + " " + key[3] + "/" + key[4];
    }
}
