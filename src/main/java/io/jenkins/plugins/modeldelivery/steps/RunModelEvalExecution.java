package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.HttpAuthorization;
import io.jenkins.plugins.modeldelivery.configuration.S3Files;
import io.jenkins.plugins.modeldelivery.eval.EndpointAccess;
import io.jenkins.plugins.modeldelivery.eval.EvalRequest;
import io.jenkins.plugins.modeldelivery.eval.EvalResults;
import io.jenkins.plugins.modeldelivery.eval.EvalRun;
import io.jenkins.plugins.modeldelivery.eval.EvalTarget;
import io.jenkins.plugins.modeldelivery.eval.LoadPlan;
import io.jenkins.plugins.modeldelivery.eval.Template;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.TextPrinter;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.store.DataObjects;
import io.jenkins.plugins.modeldelivery.store.SignedAddresses;
import io.jenkins.plugins.modeldelivery.traffic.Amounts;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
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
        return new OnAgent(listener, step, headers(CredentialSource.of(run)), signed, owner);
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

    /** Runs an evaluation where the workspace is. Parameters go there, numbers come back; predictions stay. */
    private static final class OnAgent extends MasterToSlaveFileCallable<MeasuredResult> {
        private static final long serialVersionUID = 1;
        private static final int CONCURRENCY = 20;
        private static final Duration START = Duration.ofMinutes(2);

        private final TaskListener listener;
        private final TreeMap<String, String> headers;
        private final SignedAddresses signed;
        private final String owner;
        private final String evalSet;
        private final String url;
        private final String command;
        private final String protocol;
        private final String modelName;
        private final String template;
        private final Integer concurrency;
        private final Double rate;
        private final Integer warmUp;
        private final String timeout;
        private final Integer retries;
        private final String contract;
        private final String predictions;
        private final String results;
        private final String ca;

        /**
         * @param headers sent with each request
         * @param signed the address of an eval set in S3; null for one in the workspace
         * @param owner whose unfinished run is gone on with
         */
        OnAgent(
                TaskListener listener,
                RunModelEvalStep step,
                TreeMap<String, String> headers,
                @CheckForNull SignedAddresses signed,
                String owner) {
            this.listener = listener;
            this.headers = headers;
            this.signed = signed;
            this.owner = owner;
            evalSet = step.getEvalSet();
            url = step.getUrl();
            command = step.getCommand();
            protocol = step.getProtocol();
            modelName = step.getModelName();
            template = step.getTemplate();
            concurrency = step.getConcurrency();
            rate = step.getRate();
            warmUp = step.getWarmUp();
            timeout = step.getTimeout();
            retries = step.getRetries();
            contract = step.getContract();
            predictions = step.getPredictions();
            results = step.getResults();
            ca = step.getCa();
        }

        @Override
        public MeasuredResult invoke(File directory, VirtualChannel channel) throws IOException, InterruptedException {
            Path workspace = directory.toPath();
            try {
                if (signed == null) {
                    return run(request(workspace, JudgeOnAgent.file(workspace, evalSet)));
                }
                try (DataObjects objects = signed.open()) {
                    return objects.withCopy(objects.list().get(0), copy -> run(request(workspace, copy)));
                }
            } catch (DeliveryException e) {
                throw new AbortException("runModelEval: " + e.getMessage());
            }
        }

        private MeasuredResult run(EvalRequest request) throws DeliveryException, InterruptedException {
            PrintStream log = listener.getLogger();
            EvalResults found = EvalRun.run(request, new LoggedProgress(log), log::println, Clock.systemUTC());
            return new MeasuredResult(found.headline(), TextPrinter.print(found.layout()), found.toJson());
        }

        private EvalRequest request(Path workspace, Path local) throws BadInputException {
            EvalTarget target = target(workspace);
            int senders = concurrency != null ? concurrency : target instanceof EvalTarget.Command ? 1 : CONCURRENCY;
            LoadPlan plan = LoadPlan.of(
                    senders,
                    rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                    warmUp == null ? senders : warmUp,
                    Amounts.duration("timeout", timeout == null ? "30s" : timeout),
                    retries == null ? 0 : retries);
            return new EvalRequest(
                    local,
                    evalSet,
                    target,
                    template(workspace),
                    plan,
                    JudgeOnAgent.file(workspace, predictions == null ? "predictions.jsonl" : predictions),
                    JudgeOnAgent.file(workspace, results == null ? "results.json" : results),
                    optional(workspace, contract),
                    EvalRequest.MOST_BYTES,
                    true,
                    Optional.of(owner),
                    ParallelLines.defaultThreads());
        }

        private EvalTarget target(Path workspace) throws BadInputException {
            if ((url == null) == (command == null)) {
                throw new BadInputException("give either url or command: what is to be evaluated");
            }
            if (command != null) {
                if (!headers.isEmpty() || ca != null) {
                    throw new BadInputException("credentialsId and ca go with url, not with command");
                }
                return new EvalTarget.Command(command, workspace, START);
            }
            return new EvalTarget.Http(EndpointAccess.of(url, headers, optional(workspace, ca)));
        }

        private Template template(Path workspace) throws BadInputException {
            ObjectNode config = Json.object();
            if (template != null) {
                JsonNode read = Json.read(JudgeOnAgent.file(workspace, template));
                if (!(read instanceof ObjectNode object)) {
                    throw new BadInputException(template + " is no request template: a JSON object was expected");
                }
                config = object;
            }
            if (protocol != null) {
                config.put("protocol", protocol);
            }
            if (modelName != null) {
                config.put("model", modelName);
            }
            return Template.of(config);
        }

        private static Optional<Path> optional(Path workspace, String name) throws BadInputException {
            return name == null ? Optional.empty() : Optional.of(JudgeOnAgent.file(workspace, name));
        }
    }
}
