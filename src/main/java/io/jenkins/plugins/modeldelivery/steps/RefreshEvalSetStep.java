package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.S3Files;
import io.jenkins.plugins.modeldelivery.refresh.RefreshParameters;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code refreshEvalSet}: draws the next eval set from request logs of the agent. */
public final class RefreshEvalSetStep extends Step {
    public final String logs;
    public final int rows;
    public final String output;

    /** Files with labels that exist, separated by commas. */
    @DataBoundSetter
    public String labels;

    @DataBoundSetter
    public String queue;

    /** {@code requests} by default; {@code inputs}: distinct ones. */
    @DataBoundSetter
    public String draw;

    /** {@code FIELD=VALUE}: which requests count. */
    @DataBoundSetter
    public String status;

    /** 30 by default. */
    @DataBoundSetter
    public Integer days;

    /** End of the window; now by default. */
    @DataBoundSetter
    public String until;

    /** 0 by default. */
    @DataBoundSetter
    public Long seed;

    /** 0.8 by default; 0: none are near duplicates. */
    @DataBoundSetter
    public Double similarity;

    /** 2 by default. */
    @DataBoundSetter
    public Double oversample;

    @DataBoundSetter
    public Integer minPerStratum;

    @DataBoundSetter
    public String groupBy;

    @DataBoundSetter
    public Integer maxPerGroup;

    @DataBoundSetter
    public String embeddingModel;

    /** How logs below {@code s3://bucket/prefix} are read. */
    @DataBoundSetter
    public S3Files s3;

    @DataBoundSetter
    public String id;

    @DataBoundSetter
    public String input;

    @DataBoundSetter
    public String time;

    @DataBoundSetter
    public String text;

    @DataBoundSetter
    public String labelField;

    @DataBoundSetter
    public String stratify;

    /** Fields to copy, for slices, separated by commas. */
    @DataBoundSetter
    public String keep;

    @DataBoundConstructor
    public RefreshEvalSetStep(String logs, int rows, String output) {
        this.logs = logs;
        this.rows = rows;
        this.output = output;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new RefreshEvalSetExecution(this, context);
    }

    @Extension
    public static final class DescriptorImpl extends FormStepDescriptor {
        public DescriptorImpl() {
            super(RefreshParameters.class);
        }

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
