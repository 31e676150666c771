package io.jenkins.plugins.modeldelivery.durable;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.io.Serializable;
import jenkins.security.MasterToSlaveCallable;

/**
 * One short call to a cluster, made on an {@link Agent}. The connection with its credentials travels in it over the agent's
 * encrypted channel, lives as long as the call, and is written nowhere.
 *
 * @param <V> what the cluster's answer is sent back as
 */
public abstract class ClusterCall<V extends Serializable>
        extends MasterToSlaveCallable<AgentAnswer<V>, InterruptedException> {
    private static final long serialVersionUID = 1;

    private final ClusterConnection connection;
    private final String shown;

    /** @param shown what is done to what; Remoting shows calls in its logs */
    protected ClusterCall(@NonNull ClusterConnection connection, @NonNull String shown) {
        this.connection = connection;
        this.shown = shown;
    }

    /** Runs on the agent. */
    @CheckForNull
    protected abstract V act(@NonNull KubernetesClient client) throws DeliveryException, InterruptedException;

    @Override
    public final AgentAnswer<V> call() throws InterruptedException {
        return AgentAnswer.to(() -> {
            try (KubernetesClient client = connection.open()) {
                return act(client);
            }
        });
    }

    @Override
    public final String toString() {
        return shown;
    }
}
