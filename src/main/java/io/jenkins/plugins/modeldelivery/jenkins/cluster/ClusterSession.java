package io.jenkins.plugins.modeldelivery.jenkins.cluster;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.configuration.ClusterAccess;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.SiteProxy;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;

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
}
