package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.durable.Agent;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.route.ClusterObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.ObjectKey;
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
        String answer = ask(ObjectCall.Action.GET, key, "", false);
        return answer == null ? Optional.empty() : Optional.of(object(answer));
    }

    @Override
    public ObjectNode update(ObjectKey key, ObjectNode object, boolean dryRun)
            throws DeliveryException, InterruptedException {
        return object(ask(ObjectCall.Action.UPDATE, key, Json.compact(object), dryRun));
    }

    @Override
    public ObjectNode create(ObjectKey key, ObjectNode object, boolean dryRun)
            throws DeliveryException, InterruptedException {
        return object(ask(ObjectCall.Action.CREATE, key, Json.compact(object), dryRun));
    }

    @Override
    public void delete(ObjectKey key, ObjectNode object) throws DeliveryException, InterruptedException {
        ask(ObjectCall.Action.DELETE, key, Json.compact(object), false);
    }

    @Override
    public List<ObjectNode> list(ObjectKey key, String labelSelector) throws DeliveryException, InterruptedException {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode item : json(ask(ObjectCall.Action.LIST, key, labelSelector, false))) {
            objects.add(checked(item));
        }
        return objects;
    }

    @Override
    public boolean allowed(String verb, ObjectKey key) throws DeliveryException, InterruptedException {
        return "true".equals(ask(ObjectCall.Action.ALLOWED, key, verb, false));
    }

    @CheckForNull
    private String ask(ObjectCall.Action action, ObjectKey key, String text, boolean dryRun)
            throws DeliveryException, InterruptedException {
        return agent.ask(new ObjectCall(action, connection, key, text, dryRun));
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
}
