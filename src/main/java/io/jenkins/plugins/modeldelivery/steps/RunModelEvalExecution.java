package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.HttpAuthorization;
import io.jenkins.plugins.modeldelivery.configuration.S3Files;
import io.jenkins.plugins.modeldelivery.eval.EvalParameters;
import io.jenkins.plugins.modeldelivery.eval.EvalRequest;
import io.jenkins.plugins.modeldelivery.eval.EvalResults;
import io.jenkins.plugins.modeldelivery.eval.EvalRun;
import io.jenkins.plugins.modeldelivery.eval.TemplateParameters;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.rendering.TextPrinter;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.store.DataObjects;
import io.jenkins.plugins.modeldelivery.store.SignedAddresses;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
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
        RequiredParameters.check("evalSet", step.evalSet);
        Optional<S3Files> s3 = S3Files.forPlace("evalSet", step.evalSet, step.s3);
        SignedAddresses signed = s3.isPresent() ? s3.get().sign(run, step.evalSet) : null;
        String runId = Util.fixEmptyAndTrim(step.runId);
        String owner =
                runId == null ? run.getExternalizableId() : run.getParent().getFullName() + " " + runId;
        EvalParameters parameters = Parameters.of(EvalParameters.class, Parameters.ofForm(step));
        String modelName = Util.fixNull(Util.fixEmptyAndTrim(step.modelName));
        TemplateParameters template = Parameters.of(
                TemplateParameters.class,
                Parameters.ofForm(step),
                modelName.isEmpty() ? Map.of() : Map.of("model", modelName));
        return new OnAgent(
                listener, parameters, template, headers(CredentialSource.of(run), parameters.url()), signed, owner);
    }

    @Override
    void found(ObjectNode document, String headline, Run<?, ?> run, FlowNode node) throws IOException {
        EvalReportAction.publishMeasurement(run, FUNCTION, document, headline);
    }

    private TreeMap<String, String> headers(CredentialSource credentials, @CheckForNull String url)
            throws BadInputException {
        TreeMap<String, String> headers = new TreeMap<>();
        String id = Util.fixEmptyAndTrim(step.credentialsId);
        String header = Util.fixEmptyAndTrim(step.header);
        if (id == null) {
            if (header != null) {
                throw new BadInputException("header names where a secret goes, but no credentialsId is given");
            }
            return headers;
        }
        String address = Util.fixNull(url);
        if (header == null) {
            headers.put("Authorization", HttpAuthorization.of(credentials, id, address));
        } else {
            headers.put(header, HttpAuthorization.secret(credentials, id, address));
        }
        return headers;
    }

    /** Runs an evaluation where the workspace is. Parameters go there, numbers come back; predictions stay. */
    private static final class OnAgent extends MasterToSlaveFileCallable<MeasuredResult> {
        private static final long serialVersionUID = 1;

        private final TaskListener listener;
        private final EvalParameters parameters;
        private final TemplateParameters template;
        private final TreeMap<String, String> headers;
        private final SignedAddresses signed;
        private final String owner;

        /**
         * @param headers sent with each request
         * @param signed the address of an eval set in S3; null for one in the workspace
         * @param owner whose unfinished run is gone on with
         */
        OnAgent(
                TaskListener listener,
                EvalParameters parameters,
                TemplateParameters template,
                TreeMap<String, String> headers,
                @CheckForNull SignedAddresses signed,
                String owner) {
            this.listener = listener;
            this.parameters = parameters;
            this.template = template;
            this.headers = headers;
            this.signed = signed;
            this.owner = owner;
        }

        @Override
        public MeasuredResult invoke(File directory, VirtualChannel channel) throws IOException, InterruptedException {
            Path workspace = directory.toPath();
            try {
                if (signed == null) {
                    return run(workspace, Parameters.file(workspace, parameters.evalSet()));
                }
                try (DataObjects objects = signed.open()) {
                    return objects.withCopy(objects.list().get(0), copy -> run(workspace, copy));
                }
            } catch (DeliveryException e) {
                throw new AbortException("runModelEval: " + e.getMessage());
            }
        }

        private MeasuredResult run(Path workspace, Path evalSet) throws DeliveryException, InterruptedException {
            PrintStream log = listener.getLogger();
            EvalRequest request =
                    parameters.request(workspace, evalSet, headers, template.in(workspace), true, Optional.of(owner));
            EvalResults found = EvalRun.run(request, new LoggedProgress(log), log::println, Clock.systemUTC());
            return new MeasuredResult(found.headline(), TextPrinter.print(found.layout()), found.toJson());
        }
    }
}
