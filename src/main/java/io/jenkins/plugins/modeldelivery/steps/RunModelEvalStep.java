package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.configuration.HttpAuthorization;
import io.jenkins.plugins.modeldelivery.configuration.S3Files;
import io.jenkins.plugins.modeldelivery.eval.EvalParameters;
import io.jenkins.plugins.modeldelivery.eval.Protocol;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code runModelEval}: asks a model every row of an eval set, from the agent. */
public final class RunModelEvalStep extends Step {
    public final String evalSet;

    /** Requests under way at a time; 20, or 1 process for a command. */
    @DataBoundSetter
    public Integer concurrency;

    /** Requests a second in an open loop; a closed loop by default. */
    @DataBoundSetter
    public Double rate;

    /** Requests before, not counted; as many as are under way. */
    @DataBoundSetter
    public Integer warmUp;

    /** For one request, such as {@code 30s}. */
    @DataBoundSetter
    public String timeout;

    /** 0 by default. */
    @DataBoundSetter
    public Integer retries;

    /** Checked on each output. */
    @DataBoundSetter
    public String contract;

    /** {@code predictions.jsonl} by default. */
    @DataBoundSetter
    public String predictions;

    /** {@code results.json} by default. */
    @DataBoundSetter
    public String results;

    /** What is evaluated; then also what another build left unfinished under this id is gone on with. */
    @DataBoundSetter
    public String runId;

    /** How an eval set called {@code s3://bucket/key} is read. */
    @DataBoundSetter
    public S3Files s3;

    /** The endpoint; http or https. */
    @DataBoundSetter
    public String url;

    /** Instead of a URL: a shell command that answers a line for each line of its input. */
    @DataBoundSetter
    public String command;

    /** One of {@code kserve-v1}, {@code oip}, {@code mlflow}, {@code openai}, {@code json}. */
    @DataBoundSetter
    public String protocol;

    /** For {@code openai}. */
    @DataBoundSetter
    public String modelName;

    /** A request template in the workspace, JSON. */
    @DataBoundSetter
    public String template;

    /** Secret text or a user name with password. */
    @DataBoundSetter
    public String credentialsId;

    /** A header that takes the secret text, instead of {@code Authorization}. */
    @DataBoundSetter
    public String header;

    /** A PEM file of the workspace to trust instead of the platform. */
    @DataBoundSetter
    public String ca;

    @DataBoundConstructor
    public RunModelEvalStep(String evalSet) {
        this.evalSet = evalSet;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new RunModelEvalExecution(this, context);
    }

    @Extension
    public static final class DescriptorImpl extends FormStepDescriptor {
        public DescriptorImpl() {
            super(EvalParameters.class);
        }

        @Override
        public String getFunctionName() {
            return "runModelEval";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.RunModelEvalStep_DisplayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FilePath.class, FlowNode.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return String.valueOf(arguments.get("evalSet"));
        }

        @POST
        public ListBoxModel doFillProtocolItems() {
            ListBoxModel items = new ListBoxModel(new ListBoxModel.Option(Messages.RunModelEvalStep_Plain(), ""));
            for (Protocol protocol : Protocol.values()) {
                if (protocol != Protocol.JSON) {
                    items.add(protocol.key());
                }
            }
            return items;
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String credentialsId, @QueryParameter String url) {
            return HttpAuthorization.choices(item, credentialsId, Util.fixNull(url));
        }

        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String url) {
            return HttpAuthorization.check(item, value, Util.fixNull(url));
        }
    }
}
