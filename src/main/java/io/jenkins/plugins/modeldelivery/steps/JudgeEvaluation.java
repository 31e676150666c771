package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.evalgate.DriftShiftCheck;
import io.jenkins.plugins.modeldelivery.evalgate.Gate;
import io.jenkins.plugins.modeldelivery.evalgate.GateRequest;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.evalgate.ShiftCheck;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges an evaluation by its policy, on the agent. */
final class JudgeEvaluation extends JudgeOnAgent {
    private static final long serialVersionUID = 1;

    private final ReferenceForAgent handed;
    private final boolean isRecorded;
    private final String policy;
    private final String inlinePolicy;
    private final String model;
    private final String version;
    private final String results;
    private final String predictions;
    private final String baselinePredictions;
    private final String contract;
    private final String evalSet;
    private final String reference;

    JudgeEvaluation(TaskListener listener, ModelEvalGateStep step, ReferenceForAgent handed) {
        super(listener);
        this.handed = handed;
        isRecorded = step.isRecorded();
        policy = step.getPolicy() == null ? ModelEvalGateStep.DEFAULT_POLICY : step.getPolicy();
        inlinePolicy = step.inlinePolicy();
        model = step.getModel();
        version = step.getVersion();
        results = step.getResults();
        predictions = step.getPredictions();
        baselinePredictions = step.getBaselinePredictions();
        contract = step.getContract();
        evalSet = step.getEvalSet();
        reference = step.getReference();
    }

    @Override
    JudgedReport judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException {
        Optional<Reference> kept = handed.reference();
        GateRequest request = request(workspace)
                .named(model, version)
                .candidate(
                        optional(workspace, results),
                        optional(workspace, predictions),
                        optional(workspace, contract),
                        optional(workspace, evalSet))
                .baseline(
                        optional(workspace, baselinePredictions),
                        null,
                        kept.isPresent() ? null : optional(workspace, reference));
        request.policy().warning().ifPresent(this::note);
        List<Fingerprint> data = new ArrayList<>();
        ShiftCheck check = isRecorded ? new DriftShiftCheck(data::add) : new DriftShiftCheck();
        Report report = Gate.judge(
                kept.isPresent() ? request.against(kept.get()) : request,
                watched(check, request.model().or(request.policy()::model)),
                progress);
        return new JudgedReport(report, data.stream().findFirst());
    }

    /** Paths in a policy file start at that file, those of rules in the step at the workspace. */
    private GateRequest request(Path workspace) throws BadInputException {
        if (inlinePolicy != null) {
            return GateRequest.of(Policy.parse(inlinePolicy, "the step's rules"), workspace, Instant.now());
        }
        Path file = file(workspace, policy);
        Path folder = file.toAbsolutePath().getParent();
        return GateRequest.of(Policy.read(file), folder, Instant.now());
    }

    @CheckForNull
    private static Path optional(Path workspace, @CheckForNull String name) throws BadInputException {
        return name == null ? null : file(workspace, name);
    }
}
