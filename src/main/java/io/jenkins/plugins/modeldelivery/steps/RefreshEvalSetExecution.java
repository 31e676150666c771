package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;

/** Has the agent draw; without a label there is no eval set yet, which marks the build unstable. */
final class RefreshEvalSetExecution extends SynchronousNonBlockingStepExecution<NumbersResult> {
    private static final long serialVersionUID = 1;

    @SuppressFBWarnings(
            value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
            justification = "a synchronous step fails on resume without running")
    private final transient RefreshEvalSetStep step;

    RefreshEvalSetExecution(RefreshEvalSetStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    protected NumbersResult run() throws Exception {
        FilePath workspace = getContext().get(FilePath.class);
        TaskListener listener = getContext().get(TaskListener.class);
        Run<?, ?> run = getContext().get(Run.class);
        FlowNode node = getContext().get(FlowNode.class);
        if (workspace == null || listener == null || run == null || node == null) {
            throw new AbortException("refreshEvalSet must run inside a node block");
        }
        NumbersResult result = workspace.act(new RefreshOnAgent(listener, step));
        listener.getLogger().println(result.text());
        if (result.getMetrics().getOrDefault("rows", 0.0) == 0) {
            Consequence.UNSTABLE.of(Verdict.INCONCLUSIVE, "refreshEvalSet: " + result.getSummary(), run, node);
        }
        return result;
    }
}
