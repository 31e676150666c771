package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Objects;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

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
        OnFail onInconclusive = step.getOnInconclusive() == null
                ? onFail
                : OnFail.named(step.getOnInconclusive(), "onInconclusive");
        FilePath workspace = context.get(FilePath.class);
        TaskListener listener = context.get(TaskListener.class);
        Run<?, ?> run = context.get(Run.class);
        FlowNode node = context.get(FlowNode.class);
        if (Stream.of(workspace, listener, run, node).anyMatch(Objects::isNull)) {
            throw new AbortException("this step must run inside a node block");
        }

        ReferenceForAgent reference = ReferenceForAgent.find(step, workspace, run);
        GateProgress news = new GateProgress(run, step.getModel(), step.getVersion());
        JudgedReport judged = workspace.act(step.judge(listener, reference).watchedBy(news));
        ObjectNode report = document(judged.document());
        listener.getLogger().println(judged.text());
        EvidenceRecorder.record(step, report, judged.fingerprint(), run, listener);
        String function = function();
        EvalReportAction.publish(run, function, named(report));
        news.judged(report);

        GateResult result = GateResult.of(report);
        Verdict verdict = Verdict.valueOf(result.getVerdict());
        OnFail consequence = verdict == Verdict.INCONCLUSIVE ? onInconclusive : onFail;
        (isUnstableShift(report) ? OnFail.UNSTABLE : consequence)
                .of(verdict, function + " " + result.getSummary(), run, node);
        return result;
    }

    /** The report with whose it is: a shift check alone does not say so, and its card shows the model's history. */
    private ObjectNode named(ObjectNode report) {
        ObjectNode named = report.deepCopy();
        name(named, "model", step.getModel());
        name(named, "version", step.getVersion());
        return named;
    }

    private static void name(ObjectNode report, String key, @CheckForNull String name) {
        if (name != null && report.path(key).isMissingNode()) {
            report.put(key, name);
        }
    }

    /** Whether the eval set shifted and the policy says {@code onShift: unstable}, which then decides. */
    private static boolean isUnstableShift(ObjectNode report) {
        String onShift = report.at("/policy/evalSet/shift/onShift").asText();
        String shift = report.at("/drift/verdict").asText();
        return onShift.equals(OnFail.UNSTABLE.toString()) && shift.equals(Verdict.FAIL.name());
    }

    static ObjectNode document(String sent) throws AbortException {
        return AgentDocuments.document(
                sent,
                "the agent's report",
                report -> Stream.of(Verdict.values())
                        .anyMatch(verdict ->
                                verdict.name().equals(report.path("verdict").asText())),
                " carries no verdict; nothing was judged");
    }
}
