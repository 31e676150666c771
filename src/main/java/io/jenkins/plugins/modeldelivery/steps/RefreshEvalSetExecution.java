package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.S3Files;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.SignedAddresses;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Optional;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Has the agent draw; without a label there is no eval set yet, which marks the build unstable. */
final class RefreshEvalSetExecution extends MeasuringExecution {
    private static final long serialVersionUID = 1;

    @SuppressFBWarnings(
            value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
            justification = "a synchronous step fails on resume without running")
    private final transient RefreshEvalSetStep step;

    RefreshEvalSetExecution(RefreshEvalSetStep step, StepContext context) {
        super(context, "refreshEvalSet", "eval-set-meta");
        this.step = step;
    }

    @Override
    MasterToSlaveFileCallable<MeasuredResult> onAgent(TaskListener listener, Run<?, ?> run)
            throws DeliveryException, InterruptedException {
        RequiredParameters.check("logs", step.getLogs());
        RequiredParameters.check("output", step.getOutput());
        Optional<S3Files> s3 = S3Files.forPlace("logs", step.getLogs(), step.getS3());
        SignedAddresses signed = s3.isPresent() ? s3.get().signLogs(run, step.getLogs()) : null;
        return new RefreshOnAgent(listener, step, signed);
    }

    @Override
    void found(ObjectNode document, String headline, Run<?, ?> run, FlowNode node) throws AbortException {
        if (document.path("rows").asLong() == 0) {
            OnFail.UNSTABLE.of(Verdict.INCONCLUSIVE, "refreshEvalSet: " + headline, run, node);
        }
    }
}
