package io.jenkins.plugins.modeldelivery.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.remoting.Future;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.cluster.AccessReview;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.model.Jenkins;

/**
 * The workload as an agent reaches it. Each call finds the agent anew, so that it may come and go; an answer that is lost
 * on the way is a failure to reach, which the protocol is made for.
 */
final class AgentWorkload implements WorkloadAccess {
    /** The first call on an agent also loads the classes. */
    private static final long ANSWER_SECONDS = 90;

    private final String node;
    private final ClusterConnection connection;
    private final WorkloadRef ref;
    private final String container;

    AgentWorkload(String node, ClusterConnection connection, WorkloadRef ref, String container) {
        this.node = node;
        this.connection = connection;
        this.ref = ref;
        this.container = container;
    }

    /**
     * The agent of a node block.
     *
     * @throws BadInputException outside of any
     */
    static String node(@CheckForNull FilePath workspace, String environment) throws BadInputException {
        Computer computer = workspace == null ? null : workspace.toComputer();
        if (computer == null) {
            throw new BadInputException(
                    "environment '" + environment + "' is reached from the agent; run this step inside a node block");
        }
        return computer.getName();
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
        return send(call(AgentCall.Action.REVIEW)).missing();
    }

    private AgentCall call(AgentCall.Action action) {
        return new AgentCall(action, connection, ref, container);
    }

    private WorkloadSnapshot snapshot(AgentCall call) throws DeliveryException, InterruptedException {
        WorkloadSnapshot snapshot = send(call).snapshot();
        if (snapshot == null) {
            throw new UnreachableException("Agent '" + node + "' gave no answer that makes sense");
        }
        return snapshot;
    }

    private AgentAnswer send(AgentCall call) throws DeliveryException, InterruptedException {
        Computer computer = Jenkins.get().getComputer(node);
        VirtualChannel channel = computer == null ? null : computer.getChannel();
        if (channel == null) {
            throw new UnreachableException("Agent '" + node + "', from which the cluster is reached, is offline");
        }
        try {
            Future<AgentAnswer> answer = channel.callAsync(call);
            try {
                return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS).checked();
            } finally {
                answer.cancel(true);
            }
        } catch (TimeoutException e) {
            throw new UnreachableException("Agent '" + node + "' did not answer within " + ANSWER_SECONDS + " s", e);
        } catch (ExecutionException | IOException e) {
            throw new UnreachableException("Agent '" + node + "' could not " + call + ": " + line(e), e);
        }
    }

    private static String line(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElse(cause.getClass().getSimpleName());
    }
}
