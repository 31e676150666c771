package io.jenkins.plugins.modeldelivery.delivery;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.HashMap;
import java.util.Map;
import jenkins.security.MasterToSlaveCallable;

/**
 * One short call to the cluster, made on an agent. The connection with its credentials travels in it over the agent's
 * encrypted channel, lives as long as the call, and is written nowhere.
 */
final class AgentCall extends MasterToSlaveCallable<AgentAnswer, InterruptedException> {
    private static final long serialVersionUID = 1;

    /** What to do there. */
    enum Action {
        READ,
        WRITE,
        REVIEW
    }

    private final Action action;
    private final ClusterConnection connection;
    private final WorkloadRef ref;
    private final String container;
    private WorkloadSnapshot seen;
    private String image;
    private HashMap<String, String> annotations;

    AgentCall(Action action, ClusterConnection connection, WorkloadRef ref, String container) {
        this.action = action;
        this.connection = connection;
        this.ref = ref;
        this.container = container;
    }

    AgentCall writing(WorkloadSnapshot before, String newImage, Map<String, String> marks) {
        this.seen = before;
        this.image = newImage;
        this.annotations = new HashMap<>(marks);
        return this;
    }

    @Override
    public AgentAnswer call() throws InterruptedException {
        try (KubernetesClient client = connection.open()) {
            WorkloadClient workload = new WorkloadClient(client, ref, container);
            return switch (action) {
                case READ -> AgentAnswer.of(workload.read());
                case WRITE -> AgentAnswer.of(workload.write(seen, image, annotations));
                case REVIEW -> AgentAnswer.of(workload.missingRights());
            };
        } catch (DeliveryException e) {
            return AgentAnswer.of(e);
        }
    }

    /** Remoting shows calls in its logs. */
    @Override
    public String toString() {
        return action + " " + ref;
    }
}
