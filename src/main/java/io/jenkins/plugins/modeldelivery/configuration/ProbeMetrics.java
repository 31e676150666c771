package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Descriptor;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeRequests;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Requests of our own, the same to both sides at the same time: for models with little traffic, or without metrics. */
public final class ProbeMetrics extends TrafficMetrics {
    private static final long serialVersionUID = 1;
    private static final int CONCURRENCY = 20;
    private static final int BATCH = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** With the last requests' time below what an agent is waited for. */
    private static final Duration LOOK = Duration.ofSeconds(60);

    private final String requests;
    private final String candidateUrl;
    private final String productionUrl;
    private Integer concurrency;
    private Integer batch;

    @DataBoundConstructor
    public ProbeMetrics(String requests, String candidateUrl, String productionUrl) {
        this.requests = Util.fixEmptyAndTrim(requests);
        this.candidateUrl = Util.fixEmptyAndTrim(candidateUrl);
        this.productionUrl = Util.fixEmptyAndTrim(productionUrl);
    }

    /** A file of the workspace: JSONL, of each line the field {@code input}, else the whole line. */
    @CheckForNull
    public String getRequests() {
        return requests;
    }

    @CheckForNull
    public String getCandidateUrl() {
        return candidateUrl;
    }

    @CheckForNull
    public String getProductionUrl() {
        return productionUrl;
    }

    @CheckForNull
    public Integer getConcurrency() {
        return concurrency;
    }

    /** Requests under way at a time over both sides; 20 by default. */
    @DataBoundSetter
    public void setConcurrency(Integer concurrency) {
        this.concurrency = concurrency == null || concurrency == CONCURRENCY ? null : concurrency;
    }

    @CheckForNull
    public Integer getBatch() {
        return batch;
    }

    /** Requests to each side per look; 200 by default. */
    @DataBoundSetter
    public void setBatch(Integer batch) {
        this.batch = batch == null || batch == BATCH ? null : batch;
    }

    @NonNull
    @Override
    public String kind() {
        return TrafficSource.PROBE;
    }

    @NonNull
    @Override
    public Plan plan(
            @NonNull CredentialSource credentials, @NonNull RouteRequest route, @CheckForNull FilePath workspace)
            throws DeliveryException, IOException, InterruptedException {
        if (requests == null || workspace == null) {
            throw new BadInputException(
                    "metrics: a probe replays a file of the workspace; give requests: 'eval/set.jsonl'"
                            + " and run this step inside a node block");
        }
        return new Load(
                WorkspaceText.read(workspace, requests, "metrics"),
                requests,
                address("candidateUrl", candidateUrl),
                address("productionUrl", productionUrl),
                concurrency == null ? CONCURRENCY : concurrency,
                batch == null ? BATCH : batch,
                ModelDeliveryConfiguration.get().isLocalProbes());
    }

    /** Each look is a load of its own. */
    @NonNull
    @Override
    public String usualInterval() {
        return "15s";
    }

    @Override
    public boolean isFromWorkspace() {
        return true;
    }

    @Override
    public double expectedShare(double share, boolean mirror) {
        return ProbeSource.SHARE;
    }

    private static URI address(String name, @CheckForNull String text) throws BadInputException {
        try {
            return ProbeRequests.address(text == null ? "" : text);
        } catch (BadInputException e) {
            throw new BadInputException("metrics: " + name + ": " + e.getMessage(), e);
        }
    }

    /** The requests and where they go, on their way. */
    private record Load(
            String lines, String file, URI candidate, URI production, int concurrency, int batch, boolean local)
            implements Plan {
        @NonNull
        @Override
        public TrafficSource open() throws DeliveryException {
            return new ProbeSource(candidate, production, ProbeRequests.parse(lines, file), concurrency, batch, TIMEOUT)
                    .guarded(local, LOOK);
        }
    }

    @Extension
    @Symbol("probe")
    public static final class DescriptorImpl extends Descriptor<TrafficMetrics> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ProbeMetrics_DisplayName();
        }
    }
}
