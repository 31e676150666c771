package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.FilePath;
import hudson.model.Describable;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.io.IOException;
import java.io.Serializable;

/** Where the counts of live traffic come from. Holds ids of credentials, never what they protect. */
public abstract class TrafficMetrics implements Describable<TrafficMetrics>, ExtensionPoint, Serializable {
    private static final long serialVersionUID = 1;

    /** A source on its way to where it is opened: the controller, or an agent. Carries secrets; never stored. */
    public interface Plan extends Serializable {
        @NonNull
        TrafficSource open() throws DeliveryException;
    }

    /**
     * Looks credentials and files up; sends nothing yet.
     *
     * @param workspace null outside of a node block, and where nothing is read from it
     * @throws DeliveryException when something is missing or malformed
     */
    @NonNull
    public abstract Plan plan(
            @NonNull CredentialSource credentials, @NonNull RouteRequest route, @CheckForNull FilePath workspace)
            throws DeliveryException, IOException, InterruptedException;

    /**
     * How long between two looks unless the step says it: with a few seconds to put the route back, short enough for being
     * done 5 s after the scrape that brings the evidence.
     */
    @NonNull
    public String usualInterval() {
        return "3s";
    }

    /** What kind of counts these are, as {@link TrafficSource#kind()} calls it; what is not known, no minimum takes. */
    @NonNull
    public String kind() {
        return TrafficSource.UNKNOWN;
    }

    /** Whether {@link #plan} reads a file of the workspace; it is opened on that agent then, and never on the controller. */
    public boolean isFromWorkspace() {
        return false;
    }

    /**
     * The candidate's share of all requests that are counted.
     *
     * @param share of users' requests that the candidate gets
     * @param mirror whether it gets copies of them
     */
    public double expectedShare(double share, boolean mirror) {
        return mirror ? share / (1 + share) : share;
    }
}
