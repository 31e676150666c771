package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.Environments;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.GateEvents;
import io.jenkins.plugins.modeldelivery.permissions.BuildOrigin;
import io.jenkins.plugins.modeldelivery.recording.ReportHead;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.ObjectStreamException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

/**
 * Runs a gate over files: judge on the agent, show the table in the log, record the evidence, publish the report, and
 * only then let the verdict take its consequence. A restart in the middle fails the step, which is safe: a gate changes
 * nothing, so it can simply run again.
 */
final class GateExecution extends AgentExecution<GateResult> {
    private static final long serialVersionUID = 1;

    @SuppressFBWarnings(
            value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
            justification = "a synchronous step fails on resume without running")
    private final transient GateStep step;

    GateExecution(GateStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    String function() {
        return step.getDescriptor().getFunctionName();
    }

    @Override
    GateResult work() throws Exception {
        try {
            step.check();
        } catch (BadInputException e) {
            throw new AbortException(function() + ": " + e.getMessage());
        }
        StepContext context = getContext();
        OnFail onFail = OnFail.named(step.getOnFail(), "onFail");
        OnFail onInconclusive =
                step.getOnInconclusive() == null ? onFail : OnFail.named(step.getOnInconclusive(), "onInconclusive");
        FilePath workspace = context.get(FilePath.class);
        TaskListener listener = context.get(TaskListener.class);
        Run<?, ?> run = context.get(Run.class);
        FlowNode node = context.get(FlowNode.class);
        if (Stream.of(workspace, listener, run, node).anyMatch(Objects::isNull)) {
            throw new AbortException("this step must run inside a node block");
        }

        ReferenceForAgent reference = ReferenceForAgent.find(step, workspace, run);
        Announcer announcer = new Announcer(run, step.getModel(), step.getVersion());
        JudgeOnAgent judge = step.judge(listener, reference).countingFor(Environments.minimumsFor(run.getParent()));
        JudgedReport judged = workspace.act(judge.watchedBy(announcer));
        ObjectNode report = document(judged.document());
        listener.getLogger().println(judged.text());
        requireAnswer(report, reference);
        Provenance origin = new BuildOrigin(run).provenance(node.getId(), workspace);
        EvidenceRecorder.record(step, report, judged.fingerprint(), run, listener, origin);
        String function = function();
        EvalReportAction.publish(run, function, named(report));
        announcer.judged(report);

        GateResult result = GateResult.of(report);
        Verdict verdict = Verdict.valueOf(result.getVerdict());
        OnFail consequence = verdict == Verdict.INCONCLUSIVE ? onInconclusive : onFail;
        (isUnstableShift(report) ? OnFail.UNSTABLE : consequence)
                .of(verdict, function + " " + result.getSummary(), run, node);
        return result;
    }

    /** Whoever runs on the agent may answer another question than the one that was put. */
    private void requireAnswer(ObjectNode report, ReferenceForAgent reference) throws AbortException {
        try {
            Json.requireSchema(report, step.document(), "the agent's report");
            step.requireAnswer(report);
            reference.requireIn(report);
        } catch (BadInputException e) {
            throw new AbortException(function() + ": " + e.getMessage());
        }
    }

    /** The report with whose it is: a shift check alone does not say so, and its card shows the model's history. */
    private ObjectNode named(ObjectNode report) {
        ObjectNode named = report.deepCopy();
        name(named, "model", step.getModel());
        name(named, "version", step.getVersion());
        return named;
    }

    private static void name(ObjectNode report, String key, @CheckForNull String name) {
        if (name != null) {
            report.putIfAbsent(key, report.textNode(name));
        }
    }

    /** Whether the eval set shifted and the policy says {@code onShift: unstable}, which then decides. */
    private static boolean isUnstableShift(ObjectNode report) throws BadInputException {
        return Json.schemaOf(report).equals(Json.schema("gate-report"))
                && Json.bind(report, GateReport.class, "the agent's report").isUnstableShift();
    }

    static ObjectNode document(String sent) throws AbortException {
        return AgentDocuments.document(
                sent,
                "the agent's report",
                report -> ReportHead.of(report).verdict().isPresent(),
                " carries no verdict; nothing was judged");
    }

    /**
     * Tells what a gate found. The judge on the agent calls back through the channel as soon as its shift test has spoken, so a
     * shift is known before any metric is computed; whatever comes from there is parsed as strictly as its report.
     */
    @SuppressFBWarnings(
            value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
            justification = "never read back: on its way to the agent it is replaced by a reference")
    private static final class Announcer implements ShiftWatcher, SerializableOnlyOverRemoting {
        private static final long serialVersionUID = 1;
        private static final Logger LOGGER = Logger.getLogger(GateExecution.class.getName());
        private static final int MAX_CHARACTERS = 1 << 20;

        private final transient Run<?, ?> run;
        private final transient Optional<String> model;
        private final transient Optional<String> version;
        private final transient AtomicBoolean shiftTold = new AtomicBoolean();

        Announcer(Run<?, ?> run, @CheckForNull String model, @CheckForNull String version) {
            this.run = run;
            this.model = Optional.ofNullable(model);
            this.version = Optional.ofNullable(version);
        }

        /** On its way to the agent it becomes a reference to the one here. */
        private Object writeReplace() throws ObjectStreamException {
            return getChannelForSerialization().export(ShiftWatcher.class, this);
        }

        @Override
        public void found(String document) {
            if (document == null || document.length() > MAX_CHARACTERS) {
                return; // no report is that long; the gate's own one is judged later
            }
            try {
                if (Json.parse(document, "the agent's shift report") instanceof ObjectNode report) {
                    shift(report);
                }
            } catch (BadInputException e) {
                LOGGER.log(Level.WARNING, "Shift report of {0} is not told: {1}", new Object[] {run, e.getMessage()});
            }
        }

        /** The finished report: whatever was not told yet. */
        void judged(ObjectNode report) {
            try {
                shift(report);
                Optional<Event> event = GateEvents.failure(report, Instant.now());
                if (event.isPresent()) {
                    fire(event.get(), report);
                }
            } catch (BadInputException e) {
                LOGGER.log(Level.WARNING, "Report of {0} is not told: {1}", new Object[] {run, e.getMessage()});
            }
        }

        private void shift(ObjectNode report) throws BadInputException {
            Optional<Event> event = GateEvents.shift(report, Instant.now());
            if (event.isPresent() && shiftTold.compareAndSet(false, true)) {
                fire(event.get(), report);
            }
        }

        private void fire(Event event, ObjectNode report) throws BadInputException {
            ReportHead head = ReportHead.of(report);
            Notifications.fire(run, event.about(model.or(head::model), version.or(head::version)));
        }
    }
}
