package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.S3Files;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code refreshEvalSet}: draws the next eval set from request logs of the agent. */
public final class RefreshEvalSetStep extends Step {
    private final String logs;
    private final int rows;
    private final String output;
    private String labels;
    private String queue;
    private Integer days;
    private String until;
    private Long seed;
    private Double similarity;
    private Double oversample;
    private Integer minPerStratum;
    private String embeddingModel;
    private S3Files s3;
    private String id;
    private String input;
    private String time;
    private String text;
    private String labelField;
    private String stratify;
    private String keep;

    @DataBoundConstructor
    public RefreshEvalSetStep(String logs, int rows, String output) {
        this.logs = logs;
        this.rows = rows;
        this.output = output;
    }

    @NonNull
    public String getLogs() {
        return logs;
    }

    public int getRows() {
        return rows;
    }

    @NonNull
    public String getOutput() {
        return output;
    }

    @CheckForNull
    public String getLabels() {
        return labels;
    }

    /** Files with labels that exist, separated by commas. */
    @DataBoundSetter
    public void setLabels(String labels) {
        this.labels = Util.fixEmptyAndTrim(labels);
    }

    @CheckForNull
    public String getQueue() {
        return queue;
    }

    @DataBoundSetter
    public void setQueue(String queue) {
        this.queue = Util.fixEmptyAndTrim(queue);
    }

    @CheckForNull
    public Integer getDays() {
        return days;
    }

    /** 30 by default. */
    @DataBoundSetter
    public void setDays(Integer days) {
        this.days = days;
    }

    @CheckForNull
    public String getUntil() {
        return until;
    }

    /** End of the window; now by default. */
    @DataBoundSetter
    public void setUntil(String until) {
        this.until = Util.fixEmptyAndTrim(until);
    }

    @CheckForNull
    public Long getSeed() {
        return seed;
    }

    /** 0 by default. */
    @DataBoundSetter
    public void setSeed(Long seed) {
        this.seed = seed;
    }

    @CheckForNull
    public Double getSimilarity() {
        return similarity;
    }

    /** 0.8 by default; 0 keeps near duplicates. */
    @DataBoundSetter
    public void setSimilarity(Double similarity) {
        this.similarity = similarity;
    }

    @CheckForNull
    public Double getOversample() {
        return oversample;
    }

    /** 2 by default. */
    @DataBoundSetter
    public void setOversample(Double oversample) {
        this.oversample = oversample;
    }

    @CheckForNull
    public Integer getMinPerStratum() {
        return minPerStratum;
    }

    @DataBoundSetter
    public void setMinPerStratum(Integer minPerStratum) {
        this.minPerStratum = minPerStratum;
    }

    @CheckForNull
    public String getEmbeddingModel() {
        return embeddingModel;
    }

    @DataBoundSetter
    public void setEmbeddingModel(String embeddingModel) {
        this.embeddingModel = Util.fixEmptyAndTrim(embeddingModel);
    }

    @CheckForNull
    public S3Files getS3() {
        return s3;
    }

    /** How logs below {@code s3://bucket/prefix} are read. */
    @DataBoundSetter
    public void setS3(S3Files s3) {
        this.s3 = s3;
    }

    @CheckForNull
    public String getId() {
        return id;
    }

    @DataBoundSetter
    public void setId(String id) {
        this.id = Util.fixEmptyAndTrim(id);
    }

    @CheckForNull
    public String getInput() {
        return input;
    }

    @DataBoundSetter
    public void setInput(String input) {
        this.input = Util.fixEmptyAndTrim(input);
    }

    @CheckForNull
    public String getTime() {
        return time;
    }

    @DataBoundSetter
    public void setTime(String time) {
        this.time = Util.fixEmptyAndTrim(time);
    }

    @CheckForNull
    public String getText() {
        return text;
    }

    @DataBoundSetter
    public void setText(String text) {
        this.text = Util.fixEmptyAndTrim(text);
    }

    @CheckForNull
    public String getLabelField() {
        return labelField;
    }

    @DataBoundSetter
    public void setLabelField(String labelField) {
        this.labelField = Util.fixEmptyAndTrim(labelField);
    }

    @CheckForNull
    public String getStratify() {
        return stratify;
    }

    @DataBoundSetter
    public void setStratify(String stratify) {
        this.stratify = Util.fixEmptyAndTrim(stratify);
    }

    @CheckForNull
    public String getKeep() {
        return keep;
    }

    /** Fields to copy, for slices, separated by commas. */
    @DataBoundSetter
    public void setKeep(String keep) {
        this.keep = Util.fixEmptyAndTrim(keep);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new RefreshEvalSetExecution(this, context);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "refreshEvalSet";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.RefreshEvalSetStep_DisplayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FilePath.class, FlowNode.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return String.valueOf(arguments.get("output"));
        }
    }
}
