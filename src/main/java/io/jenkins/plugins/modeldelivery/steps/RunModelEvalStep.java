package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
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
import io.jenkins.plugins.modeldelivery.eval.Protocol;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code runModelEval}: asks a model every row of an eval set, from the agent. */
public final class RunModelEvalStep extends Step {
    private final String evalSet;
    private Integer concurrency;
    private Double rate;
    private Integer warmUp;
    private String timeout;
    private Integer retries;
    private String contract;
    private String predictions;
    private String results;
    private String runId;
    private S3Files s3;
    private String url;
    private String command;
    private String protocol;
    private String modelName;
    private String template;
    private String credentialsId;
    private String header;
    private String ca;

    @DataBoundConstructor
    public RunModelEvalStep(String evalSet) {
        this.evalSet = evalSet;
    }

    @NonNull
    public String getEvalSet() {
        return evalSet;
    }

    @CheckForNull
    public Integer getConcurrency() {
        return concurrency;
    }

    /** Requests under way at a time; 20, or 1 process for a command. */
    @DataBoundSetter
    public void setConcurrency(Integer concurrency) {
        this.concurrency = concurrency;
    }

    @CheckForNull
    public Double getRate() {
        return rate;
    }

    /** Requests a second in an open loop; a closed loop by default. */
    @DataBoundSetter
    public void setRate(Double rate) {
        this.rate = rate;
    }

    @CheckForNull
    public Integer getWarmUp() {
        return warmUp;
    }

    /** Requests before, not counted; as many as are under way. */
    @DataBoundSetter
    public void setWarmUp(Integer warmUp) {
        this.warmUp = warmUp;
    }

    @CheckForNull
    public String getTimeout() {
        return timeout;
    }

    /** For one request, such as {@code 30s}. */
    @DataBoundSetter
    public void setTimeout(String timeout) {
        this.timeout = Util.fixEmptyAndTrim(timeout);
    }

    @CheckForNull
    public Integer getRetries() {
        return retries;
    }

    /** 0 by default. */
    @DataBoundSetter
    public void setRetries(Integer retries) {
        this.retries = retries;
    }

    @CheckForNull
    public String getContract() {
        return contract;
    }

    /** Checked on each output. */
    @DataBoundSetter
    public void setContract(String contract) {
        this.contract = Util.fixEmptyAndTrim(contract);
    }

    @CheckForNull
    public String getPredictions() {
        return predictions;
    }

    /** {@code predictions.jsonl} by default. */
    @DataBoundSetter
    public void setPredictions(String predictions) {
        this.predictions = Util.fixEmptyAndTrim(predictions);
    }

    @CheckForNull
    public String getResults() {
        return results;
    }

    /** {@code results.json} by default. */
    @DataBoundSetter
    public void setResults(String results) {
        this.results = Util.fixEmptyAndTrim(results);
    }

    @CheckForNull
    public String getRunId() {
        return runId;
    }

    /** What is evaluated; then also what another build left unfinished under this id is gone on with. */
    @DataBoundSetter
    public void setRunId(String runId) {
        this.runId = Util.fixEmptyAndTrim(runId);
    }

    @CheckForNull
    public S3Files getS3() {
        return s3;
    }

    /** How an eval set called {@code s3://bucket/key} is read. */
    @DataBoundSetter
    public void setS3(S3Files s3) {
        this.s3 = s3;
    }

    @CheckForNull
    public String getUrl() {
        return url;
    }

    /** The endpoint; http or https. */
    @DataBoundSetter
    public void setUrl(String url) {
        this.url = Util.fixEmptyAndTrim(url);
    }

    @CheckForNull
    public String getCommand() {
        return command;
    }

    /** Instead of a URL: a shell command that answers a line for each line of its input. */
    @DataBoundSetter
    public void setCommand(String command) {
        this.command = Util.fixEmptyAndTrim(command);
    }

    @CheckForNull
    public String getProtocol() {
        return protocol;
    }

    /** One of {@code kserve-v1}, {@code oip}, {@code mlflow}, {@code openai}, {@code json}. */
    @DataBoundSetter
    public void setProtocol(String protocol) {
        this.protocol = Util.fixEmptyAndTrim(protocol);
    }

    @CheckForNull
    public String getModelName() {
        return modelName;
    }

    /** For {@code openai}. */
    @DataBoundSetter
    public void setModelName(String modelName) {
        this.modelName = Util.fixEmptyAndTrim(modelName);
    }

    @CheckForNull
    public String getTemplate() {
        return template;
    }

    /** A request template in the workspace, JSON. */
    @DataBoundSetter
    public void setTemplate(String template) {
        this.template = Util.fixEmptyAndTrim(template);
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** Secret text or a user name with password. */
    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public String getHeader() {
        return header;
    }

    /** A header that takes the secret text, instead of {@code Authorization}. */
    @DataBoundSetter
    public void setHeader(String header) {
        this.header = Util.fixEmptyAndTrim(header);
    }

    @CheckForNull
    public String getCa() {
        return ca;
    }

    /** A PEM file of the workspace to trust instead of the platform. */
    @DataBoundSetter
    public void setCa(String ca) {
        this.ca = Util.fixEmptyAndTrim(ca);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new RunModelEvalExecution(this, context);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
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
