package io.jenkins.plugins.modeldelivery.jenkins.cluster;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Label;
import hudson.model.Node;
import hudson.remoting.Future;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.model.Jenkins;
import jenkins.security.MasterToSlaveCallable;

/**
 * An agent that something is reached from. Each call finds it anew, so that it may come and go; an answer that is lost on
 * the way is a failure to reach, which the protocols are made for.
 */
public final class Agent {
    /** The first call on an agent also loads the classes. */
    private static final long ANSWER_SECONDS = 90;

    private final String node;

    /** @param node the name of its node, "" for the built-in one */
    public Agent(@NonNull String node) {
        this.node = node;
    }

    /**
     * The node of a node block.
     *
     * @param what is reached from it, for the message
     * @throws BadInputException outside of any
     */
    @NonNull
    public static String nodeOf(@CheckForNull FilePath workspace, @NonNull String what) throws BadInputException {
        Computer computer = workspace == null ? null : workspace.toComputer();
        if (computer == null) {
            throw new BadInputException(what + " is reached from the agent; run this step inside a node block");
        }
        return computer.getName();
    }

    /**
     * The name of a node that carries the label and is online now.
     *
     * @throws UnreachableException when none is
     */
    @NonNull
    public static String online(@NonNull Label label) throws UnreachableException {
        return label.getNodes().stream()
                .map(Node::getNodeName)
                .filter(name -> new Agent(name).isOnline())
                .findFirst()
                .orElseThrow(() -> new UnreachableException("No agent '" + label.getExpression()
                        + "' is online, from which the cluster is reached; start one, or use rollbackModel in a job"));
    }

    public boolean isOnline() {
        return channel() != null;
    }

    /** One line for the log while it is away. */
    @NonNull
    public String offline() {
        return "Agent '" + node + "', from which the cluster is reached, is offline";
    }

    /**
     * Makes the call there and waits for its answer.
     *
     * @throws UnreachableException when the agent is away, or gives no answer in time
     * @throws DeliveryException what the call failed with
     */
    @CheckForNull
    public <V extends Serializable> V ask(@NonNull MasterToSlaveCallable<AgentAnswer<V>, InterruptedException> call)
            throws DeliveryException, InterruptedException {
        VirtualChannel channel = channel();
        if (channel == null) {
            throw new UnreachableException(offline());
        }
        try {
            Future<AgentAnswer<V>> answer = channel.callAsync(call);
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

    @CheckForNull
    private VirtualChannel channel() {
        Computer computer = Jenkins.get().getComputer(node);
        return computer == null ? null : computer.getChannel();
    }

    private static String line(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElse(cause.getClass().getSimpleName());
    }
}
