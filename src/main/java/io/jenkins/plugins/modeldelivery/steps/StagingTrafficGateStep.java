package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ComboBoxModel;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.Environments;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.StagingTrafficExecution;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficPlace;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficPlan;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code stagingTrafficGate}: a share of live traffic to the candidate, compared with production, then the route as before. */
public final class StagingTrafficGateStep extends TrafficLimitsStep {
    private final String route;
    private final String production;
    private final String candidate;
    private String environment;
    private EnvironmentConfiguration definition;
    private TrafficMetrics metrics;
    private String rule;
    private boolean mirror;
    private String policy;
    private String watchdogImage;
    private String watchdogAccount;

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

    @CheckForNull
    public String getRoute() {
        return route;
    }

    @CheckForNull
    public String getProduction() {
        return production;
    }

    @CheckForNull
    public String getCandidate() {
        return candidate;
    }

    @CheckForNull
    public String getEnvironment() {
        return environment;
    }

    /** Whose cluster and namespace the route is in; not needed where somebody else splits. */
    @DataBoundSetter
    public void setEnvironment(String environment) {
        this.environment = Util.fixEmptyAndTrim(environment);
    }

    @CheckForNull
    public EnvironmentConfiguration getDefinition() {
        return definition;
    }

    /** The environment itself, for one that is configured nowhere; its name is the step's environment. */
    @DataBoundSetter
    public void setDefinition(EnvironmentConfiguration definition) {
        this.definition = definition;
    }

    @CheckForNull
    public TrafficMetrics getMetrics() {
        return metrics;
    }

    /** Where the counts come from; without them nothing passes. */
    @DataBoundSetter
    public void setMetrics(TrafficMetrics metrics) {
        this.metrics = metrics;
    }

    @CheckForNull
    public String getRule() {
        return rule;
    }

    /** The name of the route's rule, where several lead to production. */
    @DataBoundSetter
    public void setRule(String rule) {
        this.rule = Util.fixEmptyAndTrim(rule);
    }

    public boolean isMirror() {
        return mirror;
    }

    /** Whether the candidate gets copies of requests, whose answers no user sees. */
    @DataBoundSetter
    public void setMirror(boolean mirror) {
        this.mirror = mirror;
    }

    @CheckForNull
    public String getPolicy() {
        return policy;
    }

    /** A policy file of the workspace whose section {@code traffic} says share, window and limits. */
    @DataBoundSetter
    public void setPolicy(String policy) {
        this.policy = Util.fixEmptyAndTrim(policy);
    }

    @CheckForNull
    public String getWatchdogImage() {
        return watchdogImage;
    }

    /** An image with {@code sh} and {@code kubectl}, for a Job that puts the route back if nobody else does. */
    @DataBoundSetter
    public void setWatchdogImage(String watchdogImage) {
        this.watchdogImage = Util.fixEmptyAndTrim(watchdogImage);
    }

    @CheckForNull
    public String getWatchdogAccount() {
        return watchdogAccount;
    }

    /** The service account of that Job: in the route's namespace, may get and patch the route. */
    @DataBoundSetter
    public void setWatchdogAccount(String watchdogAccount) {
        this.watchdogAccount = Util.fixEmptyAndTrim(watchdogAccount);
    }

    @Override
    public StepExecution start(StepContext context) {
        TrafficPlan plan = new TrafficPlan(route, production, candidate);
        plan.setRule(rule);
        plan.setMirror(mirror);
        plan.setPolicyFile(policy);
        plan.setWatchdog(watchdogImage, watchdogAccount);
        fill(plan);
        return new StagingTrafficExecution(
                context, new TrafficPlace(environment, definition), plan, metrics, new TrafficEvidence(this));
    }

    @Extension
    public static final class DescriptorImpl extends VerdictStepDescriptor {
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
}
