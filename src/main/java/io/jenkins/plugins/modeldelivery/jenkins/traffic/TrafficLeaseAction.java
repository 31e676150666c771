package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.InvisibleAction;
import hudson.model.Run;
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

    /** The package was called {@code staging} once; builds of that time keep their leases. */
    @Initializer(before = InitMilestone.PLUGINS_STARTED)
    public static void readEarlierBuilds() {
        Run.XSTREAM2.addCompatibilityAlias(
                "io.jenkins.plugins.modeldelivery.staging.TrafficLeaseAction", TrafficLeaseAction.class);
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
