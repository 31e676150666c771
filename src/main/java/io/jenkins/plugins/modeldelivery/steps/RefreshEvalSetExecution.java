package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.configuration.S3Files;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.refresh.DirectoryLogs;
import io.jenkins.plugins.modeldelivery.refresh.LogSource;
import io.jenkins.plugins.modeldelivery.refresh.Refresh;
import io.jenkins.plugins.modeldelivery.refresh.RefreshParameters;
import io.jenkins.plugins.modeldelivery.refresh.RefreshReport;
import io.jenkins.plugins.modeldelivery.refresh.S3Logs;
import io.jenkins.plugins.modeldelivery.rendering.TextPrinter;
import io.jenkins.plugins.modeldelivery.store.SignedAddresses;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
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
        RequiredParameters.check("logs", step.logs);
        RequiredParameters.check("output", step.output);
        Optional<S3Files> s3 = S3Files.forPlace("logs", step.logs, step.s3);
        SignedAddresses signed = s3.isPresent() ? s3.get().signLogs(run, step.logs) : null;
        return new OnAgent(listener, Parameters.of(RefreshParameters.class, Parameters.ofForm(step)), signed);
    }

    @Override
    void found(ObjectNode document, String headline, Run<?, ?> run, FlowNode node) throws AbortException {
        try {
            if (Json.bind(document, Drawn.class, "the agent's document").rows == 0) {
                OnFail.UNSTABLE.of(Verdict.INCONCLUSIVE, "refreshEvalSet: " + headline, run, node);
            }
        } catch (BadInputException e) {
            throw new AbortException(e.getMessage());
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Drawn(long rows) {}

    /** Draws an eval set where the logs are; request logs never cross the channel. */
    private static final class OnAgent extends MasterToSlaveFileCallable<MeasuredResult> {
        private static final long serialVersionUID = 1;

        private final TaskListener listener;
        private final RefreshParameters parameters;
        private final SignedAddresses signed;

        /** @param signed the addresses of logs in S3; null for a directory of the agent */
        OnAgent(TaskListener listener, RefreshParameters parameters, @CheckForNull SignedAddresses signed) {
            this.listener = listener;
            this.parameters = parameters;
            this.signed = signed;
        }

        @Override
        public MeasuredResult invoke(File directory, VirtualChannel channel) throws IOException, InterruptedException {
            Path workspace = directory.toPath();
            try (LogSource source = signed == null
                    ? new DirectoryLogs(Parameters.file(workspace, parameters.logs()))
                    : new S3Logs(signed.open(), parameters.logs())) {
                RefreshReport report =
                        Refresh.run(parameters.request(workspace, source), new LoggedProgress(listener.getLogger()));
                return new MeasuredResult(report.headline(), TextPrinter.print(report.layout()), report.toJson());
            } catch (DeliveryException e) {
                throw new AbortException("refreshEvalSet: " + e.getMessage());
            }
        }
    }
}
