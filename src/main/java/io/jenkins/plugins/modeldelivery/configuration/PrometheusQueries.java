package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.traffic.metrics.QueryTemplate;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import java.io.Serializable;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** One's own queries, where no preset fits; <code>{namespace}</code> and <code>{workload}</code> stand for each side's. */
public final class PrometheusQueries implements Describable<PrometheusQueries>, Serializable {
    private static final long serialVersionUID = 1;
    private static final String SECONDS = "s";
    private static final String MILLISECONDS = "ms";
    private static final String PATTERN = "5..";

    private final String requests;
    private final String latency;
    private String errors;
    private String errorLabel;
    private String errorPattern;
    private String latencyUnit;

    /**
     * @param requests raw counter of all requests, without {@code rate} or {@code increase}
     * @param latency {@code _bucket} series with label {@code le}, or native histograms
     */
    @DataBoundConstructor
    public PrometheusQueries(String requests, String latency) {
        this.requests = Util.fixEmptyAndTrim(requests);
        this.latency = Util.fixEmptyAndTrim(latency);
    }

    @CheckForNull
    public String getRequests() {
        return requests;
    }

    @CheckForNull
    public String getLatency() {
        return latency;
    }

    @CheckForNull
    public String getErrors() {
        return errors;
    }

    /** Raw counter of failed requests; or {@code errorLabel}. */
    @DataBoundSetter
    public void setErrors(String errors) {
        this.errors = Util.fixEmptyAndTrim(errors);
    }

    @CheckForNull
    public String getErrorLabel() {
        return errorLabel;
    }

    /** The label of {@code requests} that tells failed ones. */
    @DataBoundSetter
    public void setErrorLabel(String errorLabel) {
        this.errorLabel = Util.fixEmptyAndTrim(errorLabel);
    }

    @CheckForNull
    public String getErrorPattern() {
        return errorPattern;
    }

    /** A regular expression for the whole value of that label; {@code 5..} by default. */
    @DataBoundSetter
    public void setErrorPattern(String errorPattern) {
        String trimmed = Util.fixEmptyAndTrim(errorPattern);
        this.errorPattern = PATTERN.equals(trimmed) ? null : trimmed;
    }

    @CheckForNull
    public String getLatencyUnit() {
        return latencyUnit;
    }

    /** Of the buckets: {@code s} (default) or {@code ms}. */
    @DataBoundSetter
    public void setLatencyUnit(String latencyUnit) {
        String trimmed = Util.fixEmptyAndTrim(latencyUnit);
        this.latencyUnit = SECONDS.equals(trimmed) ? null : trimmed;
    }

    /** The queries of one side. */
    @NonNull
    SideQueries of(String namespace, String workload) throws BadInputException {
        if (latencyUnit != null && !latencyUnit.equals(MILLISECONDS)) {
            throw new BadInputException("metrics: latencyUnit '" + latencyUnit + "' is neither 's' nor 'ms'");
        }
        return new QueryTemplate(
                        Util.fixNull(requests),
                        Util.fixNull(errors),
                        Util.fixNull(errorLabel),
                        errorPattern == null ? PATTERN : errorPattern,
                        Util.fixNull(latency),
                        latencyUnit == null ? 1 : 0.001)
                .of(namespace, workload);
    }

    @Extension
    @Symbol("queries")
    public static final class DescriptorImpl extends Descriptor<PrometheusQueries> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.PrometheusQueries_DisplayName();
        }

        @POST
        public ListBoxModel doFillLatencyUnitItems() {
            ListBoxModel units = new ListBoxModel();
            units.add(SECONDS);
            units.add(MILLISECONDS);
            return units;
        }
    }
}
