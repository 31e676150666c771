package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.SteadyClock;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Presets;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeRequests;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusAccess;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.Backend;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The counters that a Prometheus scrapes from gateways, meshes or the model servers themselves. */
public final class PrometheusMetrics extends TrafficMetrics {
    private static final long serialVersionUID = 1;

    private final String url;
    private String preset;
    private String candidateWorkload;
    private String productionWorkload;
    private String credentialsId;
    private PrometheusQueries queries;

    @DataBoundConstructor
    public PrometheusMetrics(String url) {
        this.url = Util.fixEmptyAndTrim(url);
    }

    @CheckForNull
    public String getUrl() {
        return url;
    }

    @CheckForNull
    public String getPreset() {
        return preset;
    }

    /** Whose metrics: {@code istio} (default), {@code envoy}, {@code nginx}, {@code linkerd}, {@code traefik}, {@code app}. */
    @DataBoundSetter
    public void setPreset(String preset) {
        String trimmed = Util.fixEmptyAndTrim(preset);
        this.preset = name(Presets.ISTIO).equals(trimmed) ? null : trimmed;
    }

    @CheckForNull
    public String getCandidateWorkload() {
        return candidateWorkload;
    }

    /** As the metrics call it; the candidate's service by default. */
    @DataBoundSetter
    public void setCandidateWorkload(String candidateWorkload) {
        this.candidateWorkload = Util.fixEmptyAndTrim(candidateWorkload);
    }

    @CheckForNull
    public String getProductionWorkload() {
        return productionWorkload;
    }

    @DataBoundSetter
    public void setProductionWorkload(String productionWorkload) {
        this.productionWorkload = Util.fixEmptyAndTrim(productionWorkload);
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** A bearer token (secret text), or user name with password; none by default. */
    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public PrometheusQueries getQueries() {
        return queries;
    }

    /** One's own queries instead of a preset's. */
    @DataBoundSetter
    public void setQueries(PrometheusQueries queries) {
        this.queries = queries;
    }

    @NonNull
    @Override
    public String kind() {
        return TrafficSource.PROMETHEUS;
    }

    @NonNull
    @Override
    public Plan plan(
            @NonNull CredentialSource credentials, @NonNull RouteRequest route, @CheckForNull FilePath workspace)
            throws DeliveryException {
        URI address = address(url);
        if (preset != null && queries != null) {
            throw new BadInputException("metrics: give a preset or queries of your own, not both");
        }
        return new Queried(
                address,
                credentialsId == null ? "" : HttpAuthorization.of(credentials, credentialsId, address.toString()),
                candidate(route.candidate()),
                production(route.production()));
    }

    private SideQueries candidate(Backend backend) throws BadInputException {
        String name = candidateWorkload == null ? backend.service() : candidateWorkload;
        return queries == null
                ? preset(preset).candidate(backend.namespace(), name)
                : queries.of(backend.namespace(), name);
    }

    private SideQueries production(Backend backend) throws BadInputException {
        String name = productionWorkload == null ? backend.service() : productionWorkload;
        return queries == null
                ? preset(preset).production(backend.namespace(), name)
                : queries.of(backend.namespace(), name);
    }

    private static URI address(@CheckForNull String text) throws BadInputException {
        try {
            return ProbeRequests.address(text == null ? "" : text);
        } catch (BadInputException e) {
            throw new BadInputException("metrics: the URL of Prometheus: " + e.getMessage(), e);
        }
    }

    private static Presets preset(@CheckForNull String text) throws BadInputException {
        for (Presets known : Presets.values()) {
            if (name(known).equals(text == null ? name(Presets.ISTIO) : text)) {
                return known;
            }
        }
        throw new BadInputException(
                "metrics: preset '" + text + "' is none of istio, envoy, nginx, linkerd, traefik, app");
    }

    private static String name(Presets preset) {
        return preset.name().toLowerCase(Locale.ROOT);
    }

    @Extension
    @Symbol("prometheus")
    public static final class DescriptorImpl extends Descriptor<TrafficMetrics> {
        private static final CredentialsMatcher TOKEN_OR_USER = CredentialsMatchers.anyOf(
                CredentialsMatchers.instanceOf(StringCredentials.class),
                CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class));

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.PrometheusMetrics_DisplayName();
        }

        @POST
        public ListBoxModel doFillPresetItems() {
            ListBoxModel presets = new ListBoxModel();
            for (Presets preset : Presets.values()) {
                presets.add(name(preset));
            }
            return presets;
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(item, () -> address(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String credentialsId, @QueryParameter String url) {
            return FormGuard.credentials(item, credentialsId, Util.fixNull(url), TOKEN_OR_USER);
        }
    }

    /** Everything that the queries need, on its way. */
    private record Queried(URI address, String authorization, SideQueries candidate, SideQueries production)
            implements Plan {
        private static final Duration TIMEOUT = Duration.ofSeconds(10);
        private static final Duration STALE = Duration.ofSeconds(90);

        @NonNull
        @Override
        public TrafficSource open() throws DeliveryException {
            PrometheusAccess access = new PrometheusAccess(address, authorization, TIMEOUT, STALE);
            return new PrometheusSource(access, candidate, production, SteadyClock.start());
        }

        /** Remoting shows what it carries. */
        @Override
        public String toString() {
            return "Prometheus at " + address;
        }
    }
}
