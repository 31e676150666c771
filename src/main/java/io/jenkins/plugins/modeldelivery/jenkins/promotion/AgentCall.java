package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.AccessReview;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.durable.AgentAnswer;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jenkins.security.MasterToSlaveCallable;

/**
 * One short call to the cluster, made on an agent. The connection with its credentials travels in it over the agent's
 * encrypted channel, lives as long as the call, and is written nowhere.
 */
final class AgentCall extends MasterToSlaveCallable<AgentAnswer<Serializable>, InterruptedException> {
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
    public AgentAnswer<Serializable> call() throws InterruptedException {
        return AgentAnswer.to(this::act);
    }

    private Serializable act() throws DeliveryException, InterruptedException {
        try (KubernetesClient client = connection.open()) {
            WorkloadClient workload = new WorkloadClient(client, ref, container);
            return switch (action) {
                case READ -> workload.read();
                case WRITE -> workload.write(seen, image, annotations);
                case REVIEW -> words(workload.missingRights());
            };
        }
    }

    private static ArrayList<String[]> words(List<AccessReview.Right> rights) {
        ArrayList<String[]> words = new ArrayList<>();
        rights.forEach(right -> words.add(new String[] {right.verb(), right.group(), right.resource(), right.name()}));
        return words;
    }

    /** Remoting shows calls in its logs. */
    @Override
    public String toString() {
        return action + " " + ref;
    }
}
