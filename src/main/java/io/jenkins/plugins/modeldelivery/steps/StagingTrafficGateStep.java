package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ComboBoxModel;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.Environments;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.StagingTrafficExecution;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficOutcome;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficPlace;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficPlan;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.permissions.BuildOrigin;
import io.jenkins.plugins.modeldelivery.traffic.TrafficParameters;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code stagingTrafficGate}: a share of live traffic to the candidate, compared with production, then the route as before. */
public final class StagingTrafficGateStep extends VerdictStep {
    public final String route;
    public final String production;
    public final String candidate;

    /** Whose cluster and namespace the route is in; not needed where somebody else splits. */
    @DataBoundSetter
    public String environment;

    /** The environment itself, for one that is configured nowhere; its name is the step's environment. */
    @DataBoundSetter
    public EnvironmentConfiguration definition;

    /** Where the counts come from; without them nothing passes. */
    @DataBoundSetter
    public TrafficMetrics metrics;

    /** The name of the route's rule, where several lead to production. */
    @DataBoundSetter
    public String rule;

    /** Whether the candidate gets copies of requests, whose answers no user sees. */
    @DataBoundSetter
    public boolean mirror;

    /** A policy file of the workspace whose section {@code traffic} says share, window and limits. */
    @DataBoundSetter
    public String policy;

    /** An image with {@code sh} and {@code kubectl}, for a Job that puts the route back if nobody else does. */
    @DataBoundSetter
    public String watchdogImage;

    /** The service account of that Job: in the route's namespace, may get and patch the route. */
    @DataBoundSetter
    public String watchdogAccount;

    /** Of users' requests for the candidate: {@code 5%} by default. */
    @DataBoundSetter
    public String share;

    /** How long is counted after the warm-up: {@code 300s} by default. */
    @DataBoundSetter
    public String window;

    /** To where a window is extended in which only requests are missing: {@code 900s} by default. */
    @DataBoundSetter
    public String maxWindow;

    /** At the beginning, not counted: {@code 30s} by default. */
    @DataBoundSetter
    public String warmUp;

    /** Between two looks: {@code 3s} by default, {@code 15s} with a probe. */
    @DataBoundSetter
    public String interval;

    /** How much slower than production at p95: {@code 15%} by default. */
    @DataBoundSetter
    public String p95Increase;

    /** Of the candidate's requests may fail: {@code 0.1%} by default. */
    @DataBoundSetter
    public String errorRate;

    /** Fewer requests to the candidate decide nothing: 1000 by default. */
    @DataBoundSetter
    public Integer minRequests;

    /** Whether the confidence bounds, not only what was measured, must be inside the limits. */
    @DataBoundSetter
    public boolean certify;

    /**
     * @param route {@code httproute/NAME}, {@code virtualservice/NAME}, {@code ingress/NAME}, {@code deployment/NAME} for
     *     replica weighting, or {@code external} where somebody else splits
     * @param production the service as {@code NAME} or {@code NAMESPACE/NAME}
     * @param candidate likewise
     */
    @DataBoundConstructor
    public StagingTrafficGateStep(String route, String production, String candidate) {
        this.route = Util.fixEmptyAndTrim(route);
        this.production = Util.fixEmptyAndTrim(production);
        this.candidate = Util.fixEmptyAndTrim(candidate);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new StagingTrafficExecution(
                context,
                new TrafficPlace(Util.fixEmptyAndTrim(environment), definition, getModel()),
                new TrafficPlan(this),
                metrics,
                new Evidence(this));
    }

    @Extension
    public static final class DescriptorImpl extends VerdictStepDescriptor {
        public DescriptorImpl() {
            super(TrafficParameters.class);
        }

        @Override
        public String getFunctionName() {
            return "stagingTrafficGate";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.StagingTrafficGateStep_DisplayName();
        }

        /** The agent's context is asked for only where something is reached from there. */
        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return shown(arguments, "route", "candidate");
        }

        @POST
        @NonNull
        public ComboBoxModel doFillEnvironmentItems(@AncestorInPath Item item) {
            return Environments.namesFor(item);
        }
    }

    /** The report of a traffic gate as evidence about a version, and its verdict as what happens to the build. */
    private static final class Evidence implements TrafficOutcome {
        private static final long serialVersionUID = 1;

        private final String model;
        private final String version;
        private final String onFail;
        private final String onInconclusive;

        Evidence(VerdictStep step) {
            model = step.getModel();
            version = step.getVersion();
            onFail = step.getOnFail();
            onInconclusive = step.getOnInconclusive();
        }

        @NonNull
        @Override
        public Optional<String> check(@NonNull Ledger ledger)
                throws DeliveryException, IOException, InterruptedException {
            consequence(Verdict.FAIL);
            consequence(Verdict.INCONCLUSIVE);
            EvidenceRecorder.requireBothOrNeither(model, version);
            return model == null
                    ? Optional.empty()
                    : ledger.versions().require(model, version).image().flatMap(ImageReference::digest);
        }

        @Override
        public void sign(@NonNull ObjectNode report) {
            if (model != null) {
                report.put("model", model).put("version", version);
            }
        }

        @NonNull
        @Override
        public String record(
                @NonNull ObjectNode report, @NonNull Ledger ledger, @NonNull Run<?, ?> run, @CheckForNull String node)
                throws DeliveryException, InterruptedException {
            return model == null
                    ? EvidenceRecorder.NO_EVIDENCE
                    : EvidenceRecorder.record(
                            model, version, report, ledger, run, new BuildOrigin(run).provenance(node, null));
        }

        @Override
        public void take(@NonNull ObjectNode report, @NonNull Run<?, ?> run, @NonNull StepContext context)
                throws IOException, InterruptedException {
            GateResult result = GateResult.of(report);
            Verdict verdict = Verdict.valueOf(result.getVerdict());
            FlowNode node = context.get(FlowNode.class);
            consequence(verdict).of(verdict, "stagingTrafficGate " + result.getSummary(), run, node);
            context.onSuccess(result);
        }

        private OnFail consequence(Verdict verdict) throws AbortException {
            return verdict == Verdict.INCONCLUSIVE && onInconclusive != null
                    ? OnFail.named(onInconclusive, "onInconclusive")
                    : OnFail.named(onFail, "onFail");
        }
    }
}
