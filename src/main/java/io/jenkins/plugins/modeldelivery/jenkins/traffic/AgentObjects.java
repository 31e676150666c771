package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.durable.Agent;
import io.jenkins.plugins.modeldelivery.durable.ClusterCall;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Objects of a cluster as an agent reaches them. */
final class AgentObjects implements ClusterObjects {
    private final Agent agent;
    private final ClusterConnection connection;

    AgentObjects(Agent agent, ClusterConnection connection) {
        this.agent = agent;
        this.connection = connection;
    }

    @Override
    public Optional<ObjectNode> get(ObjectKey key) throws DeliveryException, InterruptedException {
        String answer = ask(Call.Action.GET, key, "", false);
        return answer == null ? Optional.empty() : Optional.of(object(answer));
    }

    @Override
    public ObjectNode update(ObjectKey key, ObjectNode object, boolean dryRun)
            throws DeliveryException, InterruptedException {
        return object(ask(Call.Action.UPDATE, key, Json.compact(object), dryRun));
    }

    @Override
    public ObjectNode create(ObjectKey key, ObjectNode object, boolean dryRun)
            throws DeliveryException, InterruptedException {
        return object(ask(Call.Action.CREATE, key, Json.compact(object), dryRun));
    }

    @Override
    public void delete(ObjectKey key, ObjectNode object) throws DeliveryException, InterruptedException {
        ask(Call.Action.DELETE, key, Json.compact(object), false);
    }

    @Override
    public List<ObjectNode> list(ObjectKey key, String labelSelector) throws DeliveryException, InterruptedException {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode item : json(ask(Call.Action.LIST, key, labelSelector, false))) {
            objects.add(checked(item));
        }
        return objects;
    }

    @Override
    public boolean allowed(String verb, ObjectKey key) throws DeliveryException, InterruptedException {
        return "true".equals(ask(Call.Action.ALLOWED, key, verb, false));
    }

    @CheckForNull
    private String ask(Call.Action action, ObjectKey key, String text, boolean dryRun)
            throws DeliveryException, InterruptedException {
        return agent.ask(new Call(action, connection, key, text, dryRun));
    }

    private static ObjectNode object(@CheckForNull String answer) throws DeliveryException {
        return checked(json(answer));
    }

    private static JsonNode json(@CheckForNull String answer) throws DeliveryException {
        if (answer == null) {
            throw new UnreachableException("The agent gave no answer that makes sense");
        }
        return Json.parse(answer, "the agent's answer");
    }

    private static ObjectNode checked(JsonNode json) throws UnreachableException {
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw new UnreachableException("The agent's answer is no object");
    }

    /** What is asked about an object, there; objects travel as JSON text. */
    private static final class Call extends ClusterCall<String> {
        private static final long serialVersionUID = 1;

        enum Action {
            GET,
            UPDATE,
            CREATE,
            DELETE,
            LIST,
            ALLOWED
        }

        private final Action action;
        private final String[] key;
        private final String text;
        private final boolean dryRun;

        /** @param text the object, the label selector or the verb, as the action needs it */
        Call(Action action, ClusterConnection connection, ObjectKey key, String text, boolean dryRun) {
            super(connection, action + " " + key.kind() + " " + key.namespace() + "/" + key.name());
            this.action = action;
            this.key = new String[] {key.apiVersion(), key.kind(), key.plural(), key.namespace(), key.name()};
            this.text = text;
            this.dryRun = dryRun;
        }

        @CheckForNull
        @Override
        protected String act(KubernetesClient client) throws DeliveryException, InterruptedException {
            ObjectKey object = new ObjectKey(key[0], key[1], key[2], key[3], key[4]);
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

        private ObjectNode parsed() throws BadInputException {
            return (ObjectNode) Json.parse(text, "the object");
        }
    }
}
