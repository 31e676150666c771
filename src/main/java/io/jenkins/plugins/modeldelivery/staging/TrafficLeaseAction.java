package io.jenkins.plugins.modeldelivery.staging;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.InvisibleAction;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** What a build may have left split: enough to put it back without the build's program. */
@Restricted(NoExternalUse.class)
public final class TrafficLeaseAction extends InvisibleAction {
    private final String lease;
    private final EnvironmentConfiguration environment;
    private final String node;

    TrafficLeaseAction(String lease, @NonNull EnvironmentConfiguration environment, @CheckForNull String node) {
        this.lease = lease;
        this.environment = environment;
        this.node = node;
    }

    String lease() {
        return lease;
    }

    EnvironmentConfiguration environment() {
        return environment;
    }

    /** The agent that the cluster is reached from; null for the controller. */
    @CheckForNull
    String node() {
        return node;
    }
}
