package io.jenkins.plugins.modeldelivery.jenkins.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.configuration.ClusterAccess;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.SiteProxy;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.security.MasterToSlaveCallable;

/** An environment's cluster, with the credentials as they were when this was opened. */
public final class ClusterSession implements AutoCloseable {
    private final ClusterConnection connection;
    private final ClusterObjects objects;

    @CheckForNull
    private final KubernetesClient client;

    private ClusterSession(
            ClusterConnection connection, ClusterObjects objects, @CheckForNull KubernetesClient client) {
        this.connection = connection;
        this.objects = objects;
        this.client = client;
    }

    /**
     * Looks the credentials up; sends nothing to the cluster yet.
     *
     * @param node the agent to talk from, null for the controller
     */
    @NonNull
    public static ClusterSession open(
            @NonNull EnvironmentConfiguration environment,
            @NonNull CredentialSource credentials,
            @CheckForNull String node)
            throws DeliveryException {
        ClusterConnection connection = connection(environment, credentials);
        if (node != null) {
            return new ClusterSession(connection, new AgentObjects(new Agent(node), connection), null);
        }
        KubernetesClient client = SiteProxy.applyTo(connection).open();
        return new ClusterSession(connection, new KubernetesObjects(client), client);
    }

    /** How the cluster is reached, and what the ledger calls it. */
    @NonNull
    public static ClusterConnection connection(
            @NonNull EnvironmentConfiguration environment, @NonNull CredentialSource credentials)
            throws DeliveryException {
        ClusterAccess access = environment.getConnection();
        if (access == null) {
            throw new BadInputException("Environment '" + environment.getName() + "' says nothing of a connection");
        }
        return access.connection(credentials);
    }

    @NonNull
    public ClusterConnection connection() {
        return connection;
    }

    @NonNull
    public ClusterObjects objects() {
        return objects;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }

    /** Objects of a cluster as an agent reaches them. */
    private static final class AgentObjects implements ClusterObjects {
        private final Agent agent;
        private final ClusterConnection connection;

        AgentObjects(Agent agent, ClusterConnection connection) {
            this.agent = agent;
            this.connection = connection;
        }

        @Override
        public String server() {
            return connection.server();
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
        public List<ObjectNode> list(ObjectKey key, String labelSelector)
                throws DeliveryException, InterruptedException {
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

        /**
         * What is asked about an object, there; objects travel as JSON text. The connection with its credentials travels in it over the
         * agent's encrypted channel, lives as long as the call, and is written nowhere.
         */
        private static final class Call extends MasterToSlaveCallable<AgentAnswer<String>, InterruptedException> {
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
            private final ClusterConnection connection;
            private final ObjectKey key;
            private final String text;
            private final boolean dryRun;

            /** @param text the object, the label selector or the verb, as the action needs it */
            Call(Action action, ClusterConnection connection, ObjectKey key, String text, boolean dryRun) {
                this.action = action;
                this.connection = connection;
                this.key = key;
                this.text = text;
                this.dryRun = dryRun;
            }

            @Override
            public AgentAnswer<String> call() throws InterruptedException {
                return AgentAnswer.to(() -> {
                    try (KubernetesClient client = connection.open()) {
                        return act(new KubernetesObjects(client));
                    }
                });
            }

            @CheckForNull
            private String act(ClusterObjects objects) throws DeliveryException, InterruptedException {
                return switch (action) {
                    case GET -> objects.get(key).map(Json::compact).orElse(null);
                    case UPDATE -> Json.compact(objects.update(key, parsed(), dryRun));
                    case CREATE -> Json.compact(objects.create(key, parsed(), dryRun));
                    case DELETE -> {
                        objects.delete(key, parsed());
                        yield null;
                    }
                    case LIST -> {
                        ArrayNode all = Json.mapper().createArrayNode();
                        objects.list(key, text).forEach(all::add);
                        yield Json.compact(all);
                    }
                    case ALLOWED -> String.valueOf(objects.allowed(text, key));
                };
            }

            private ObjectNode parsed() throws BadInputException {
                return (ObjectNode) Json.parse(text, "the object");
            }

            /** Remoting shows calls in its logs. */
            @Override
            public String toString() {
                return action + " " + key;
            }
        }
    }
}
