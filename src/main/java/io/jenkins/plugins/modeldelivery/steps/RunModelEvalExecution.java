package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.HttpAuthorization;
import io.jenkins.plugins.modeldelivery.configuration.S3Files;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.store.SignedAddresses;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Has the agent run the evaluation, and publishes what came of it. What was answered before an abort or a restart stays on
 * the agent; the same step in the same build, or with the same {@code runId}, goes on from there.
 */
final class RunModelEvalExecution extends MeasuringExecution {
    private static final long serialVersionUID = 1;
    private static final String FUNCTION = "runModelEval";

    @SuppressFBWarnings(
            value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
            justification = "a synchronous step fails on resume without running")
    private final transient RunModelEvalStep step;

    RunModelEvalExecution(RunModelEvalStep step, StepContext context) {
        super(context, FUNCTION, "eval-results");
        this.step = step;
    }

    @Override
    MasterToSlaveFileCallable<MeasuredResult> onAgent(TaskListener listener, Run<?, ?> run)
            throws DeliveryException, InterruptedException {
        RequiredParameters.check("evalSet", step.getEvalSet());
        Optional<S3Files> s3 = S3Files.forPlace("evalSet", step.getEvalSet(), step.getS3());
        SignedAddresses signed = s3.isPresent() ? s3.get().sign(run, step.getEvalSet()) : null;
        String owner = step.getRunId() == null
                ? run.getExternalizableId()
                : run.getParent().getFullName() + " " + step.getRunId();
        return new EvaluateOnAgent(listener, step, headers(CredentialSource.of(run)), signed, owner);
    }

    @Override
    void found(ObjectNode document, String headline, Run<?, ?> run, FlowNode node) throws IOException {
        EvalReportAction.publishMeasurement(run, FUNCTION, document, headline);
    }

    private TreeMap<String, String> headers(CredentialSource credentials) throws BadInputException {
        TreeMap<String, String> headers = new TreeMap<>();
        if (step.getCredentialsId() == null) {
            if (step.getHeader() != null) {
                throw new BadInputException("header names where a secret goes, but no credentialsId is given");
            }
            return headers;
        }
        String address = step.getUrl() == null ? "" : step.getUrl();
        if (step.getHeader() == null) {
            headers.put("Authorization", HttpAuthorization.of(credentials, step.getCredentialsId(), address));
        } else {
            headers.put(step.getHeader(), HttpAuthorization.secret(credentials, step.getCredentialsId(), address));
        }
        return headers;
    }
}
