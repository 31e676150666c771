package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficOutcome;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The report of a traffic gate as evidence about a version, and its verdict as what happens to the build. */
final class TrafficEvidence implements TrafficOutcome {
    private static final long serialVersionUID = 1;

    private final String model;
    private final String version;
    private final String onFail;
    private final String onInconclusive;

    TrafficEvidence(VerdictStep step) {
        model = step.getModel();
        version = step.getVersion();
        onFail = step.getOnFail();
        onInconclusive = step.getOnInconclusive();
    }

    @NonNull
    @Override
    public Optional<String> check(@NonNull Ledger ledger) throws DeliveryException, IOException, InterruptedException {
        consequence(Verdict.FAIL);
        consequence(Verdict.INCONCLUSIVE);
        EvidenceRecorder.requireBothOrNeither(model, version);
        return model == null
                ? Optional.empty()
                : ledger.versions().require(model, version).image().flatMap(ImageReference::digest);
    }

    @Override
    public void sign(@NonNull ObjectNode report) {
        if (model != null) {
            report.put("model", model).put("version", version);
        }
    }

    @NonNull
    @Override
    public String record(@NonNull ObjectNode report, @NonNull Ledger ledger, @NonNull Run<?, ?> run)
            throws DeliveryException, InterruptedException {
        return model == null
                ? EvidenceRecorder.NO_EVIDENCE
                : EvidenceRecorder.record(model, version, report, ledger, run);
    }

    @Override
    public void take(@NonNull ObjectNode report, @NonNull Run<?, ?> run, @NonNull StepContext context)
            throws IOException, InterruptedException {
        GateResult result = GateResult.of(report);
        Verdict verdict = Verdict.valueOf(result.getVerdict());
        FlowNode node = context.get(FlowNode.class);
        consequence(verdict).of(verdict, "stagingTrafficGate " + result.getSummary(), run, node);
        context.onSuccess(result);
    }

    private OnFail consequence(Verdict verdict) throws AbortException {
        return verdict == Verdict.INCONCLUSIVE && onInconclusive != null
                ? OnFail.named(onInconclusive, "onInconclusive")
                : OnFail.named(onFail, "onFail");
    }
}
