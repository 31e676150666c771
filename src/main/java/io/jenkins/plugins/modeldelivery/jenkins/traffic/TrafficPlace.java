package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.Environments;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.Agent;
import java.io.IOException;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Where a traffic gate works: the environment as it was at the beginning, so that a changed configuration cannot turn a
 * split route into another one, and the agent that it is reached from.
 */
public final class TrafficPlace implements Serializable {
    private static final long serialVersionUID = 1;

    private final String name;
    private final EnvironmentConfiguration definition;
    private final String model;
    private EnvironmentConfiguration environment;
    private String node;

    /**
     * @param name of the environment, null where somebody else splits
     * @param definition of the environment in the step itself, null for a configured one
     * @param model whose candidate it is, null where nobody says
     */
    public TrafficPlace(
            @CheckForNull String name, @CheckForNull EnvironmentConfiguration definition, @CheckForNull String model) {
        this.name = name;
        this.definition = definition;
        this.model = model;
    }

    /** Finds out, once, and reads the policy. */
    void find(@NonNull TrafficPlan plan, @NonNull Run<?, ?> run, @NonNull StepContext context)
            throws DeliveryException, IOException, InterruptedException {
        if (name != null) {
            environment = Environments.require(run.getParent(), name, definition, model);
        } else if (!plan.isExternal()) {
            throw new BadInputException("give the environment whose route is to be shifted, or route: 'external'");
        }
        if (environment != null && environment.isFromAgent()) {
            node = Agent.nodeOf(context.get(FilePath.class), "environment '" + name + "'");
        }
        if (plan.hasPolicyFile()) {
            plan.readPolicy(context.get(FilePath.class));
        }
    }

    @NonNull
    TrafficSession open(@NonNull TrafficPlan plan, @NonNull Run<?, ?> run) throws DeliveryException {
        return TrafficSession.open(plan, environment, model, run, node);
    }

    /** Stores with the build what it may leave split; afterwards a restart cannot lose it. */
    void remember(@NonNull String lease, @NonNull Run<?, ?> run) throws IOException {
        run.addAction(new TrafficLeaseAction(lease, environment, node));
        run.save();
    }

    /** The agent that everything is reached from; null for the controller. */
    @CheckForNull
    String node() {
        return node;
    }
}
