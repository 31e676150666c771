package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import io.jenkins.plugins.modeldelivery.cluster.AccessReview;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.durable.Agent;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The workload as an agent reaches it. */
final class AgentWorkload implements WorkloadAccess {
    private final Agent agent;
    private final ClusterConnection connection;
    private final WorkloadRef ref;
    private final String container;

    AgentWorkload(Agent agent, ClusterConnection connection, WorkloadRef ref, String container) {
        this.agent = agent;
        this.connection = connection;
        this.ref = ref;
        this.container = container;
    }

    @Override
    public WorkloadSnapshot read() throws DeliveryException, InterruptedException {
        return snapshot(call(AgentCall.Action.READ));
    }

    @Override
    public WorkloadSnapshot write(WorkloadSnapshot seen, String image, Map<String, String> annotations)
            throws DeliveryException, InterruptedException {
        return snapshot(call(AgentCall.Action.WRITE).writing(seen, image, annotations));
    }

    @Override
    public List<AccessReview.Right> missingRights() throws DeliveryException, InterruptedException {
        if (!(agent.ask(call(AgentCall.Action.REVIEW)) instanceof List<?> answers)) {
            throw senseless();
        }
        List<AccessReview.Right> rights = new ArrayList<>();
        for (Object answer : answers) {
            if (!(answer instanceof String[] words) || words.length != 4) {
                throw senseless();
            }
            rights.add(new AccessReview.Right(words[0], words[1], words[2], words[3]));
        }
        return rights;
    }

    private AgentCall call(AgentCall.Action action) {
        return new AgentCall(action, connection, ref, container);
    }

    private WorkloadSnapshot snapshot(AgentCall call) throws DeliveryException, InterruptedException {
        if (agent.ask(call) instanceof WorkloadSnapshot snapshot) {
            return snapshot;
        }
        throw senseless();
    }

    private static UnreachableException senseless() {
        return new UnreachableException("The agent gave no answer that makes sense");
    }
}
