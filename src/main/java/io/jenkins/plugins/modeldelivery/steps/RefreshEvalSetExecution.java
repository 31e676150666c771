package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonPointer;
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
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.refresh.DirectoryLogs;
import io.jenkins.plugins.modeldelivery.refresh.LogFields;
import io.jenkins.plugins.modeldelivery.refresh.LogSource;
import io.jenkins.plugins.modeldelivery.refresh.Refresh;
import io.jenkins.plugins.modeldelivery.refresh.RefreshPlan;
import io.jenkins.plugins.modeldelivery.refresh.RefreshReport;
import io.jenkins.plugins.modeldelivery.refresh.RefreshRequest;
import io.jenkins.plugins.modeldelivery.refresh.S3Logs;
import io.jenkins.plugins.modeldelivery.rendering.TextPrinter;
import io.jenkins.plugins.modeldelivery.store.SignedAddresses;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
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
        return new OnAgent(listener, step, signed);
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
        private static final double SIMILARITY = 0.8;

        private final TaskListener listener;
        private final SignedAddresses signed;
        private final String logs;
        private final int rows;
        private final String output;
        private final String labels;
        private final String queue;
        private final Integer days;
        private final String until;
        private final Long seed;
        private final Double similarity;
        private final Double oversample;
        private final String id;
        private final String input;
        private final String time;
        private final String text;
        private final String labelField;
        private final String stratify;
        private final Integer minPerStratum;
        private final String keep;
        private final String embeddingModel;

        /** @param signed the addresses of logs in S3; null for a directory of the agent */
        OnAgent(TaskListener listener, RefreshEvalSetStep step, @CheckForNull SignedAddresses signed) {
            this.listener = listener;
            this.signed = signed;
            logs = step.getLogs();
            rows = step.getRows();
            output = step.getOutput();
            labels = step.getLabels();
            queue = step.getQueue();
            days = step.getDays();
            until = step.getUntil();
            seed = step.getSeed();
            similarity = step.getSimilarity();
            oversample = step.getOversample();
            id = step.getId();
            input = step.getInput();
            time = step.getTime();
            text = step.getText();
            labelField = step.getLabelField();
            stratify = step.getStratify();
            minPerStratum = step.getMinPerStratum();
            keep = step.getKeep();
            embeddingModel = step.getEmbeddingModel();
        }

        @Override
        public MeasuredResult invoke(File directory, VirtualChannel channel) throws IOException, InterruptedException {
            Path workspace = directory.toPath();
            try (LogSource source = signed == null
                    ? new DirectoryLogs(JudgeOnAgent.file(workspace, logs))
                    : new S3Logs(signed.open(), logs)) {
                RefreshReport report =
                        Refresh.run(request(workspace, source), new LoggedProgress(listener.getLogger()));
                return new MeasuredResult(report.headline(), TextPrinter.print(report.layout()), report.toJson());
            } catch (DeliveryException e) {
                throw new AbortException("refreshEvalSet: " + e.getMessage());
            }
        }

        private RefreshRequest request(Path workspace, LogSource source) throws BadInputException {
            double least = similarity == null ? SIMILARITY : similarity;
            RefreshPlan plan = RefreshPlan.of(
                    end(),
                    days == null ? 30 : days,
                    rows,
                    minPerStratum == null ? 0 : minPerStratum,
                    least == 0 ? OptionalDouble.empty() : OptionalDouble.of(least),
                    oversample == null ? 2 : oversample,
                    seed == null ? 0 : seed);
            List<Path> labelled = new ArrayList<>();
            for (String name : listed(labels)) {
                labelled.add(JudgeOnAgent.file(workspace, name));
            }
            return new RefreshRequest(
                    source,
                    fields(),
                    plan,
                    labelled,
                    JudgeOnAgent.file(workspace, output),
                    JudgeOnAgent.file(workspace, queue == null ? output + ".queue.jsonl" : queue),
                    Optional.ofNullable(embeddingModel),
                    ParallelLines.defaultThreads());
        }

        private static List<String> listed(String text) {
            return text == null
                    ? List.of()
                    : Stream.of(text.split(","))
                            .map(String::trim)
                            .filter(name -> !name.isEmpty())
                            .toList();
        }

        private Instant end() throws BadInputException {
            try {
                return until == null ? Instant.now() : Instant.parse(until);
            } catch (DateTimeParseException e) {
                throw new BadInputException("until '" + until + "' is no instant like 2026-11-20T00:00:00Z", e);
            }
        }

        private LogFields fields() throws BadInputException {
            List<String> kept = new ArrayList<>(listed(keep));
            if (stratify != null && !stratify.startsWith("/") && !kept.contains(stratify)) {
                kept.add(stratify);
            }
            return new LogFields(
                    LogFields.pointer(id == null ? "id" : id),
                    LogFields.pointer(input == null ? "input" : input),
                    LogFields.pointer(time == null ? "timestamp" : time),
                    pointer(stratify),
                    pointer(labelField),
                    pointer(text),
                    kept);
        }

        private static Optional<JsonPointer> pointer(String given) throws BadInputException {
            return given == null ? Optional.empty() : Optional.of(LogFields.pointer(given));
        }
    }
}
