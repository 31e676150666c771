package io.jenkins.plugins.modeldelivery.steps;

import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Comparison;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.file.Path;
import java.util.Optional;

/** Tests for distribution shift, on the agent. */
final class JudgeShift extends JudgeOnAgent {
    private static final long serialVersionUID = 1;

    private final ReferenceForAgent handed;
    private final boolean isRecorded;
    private final String embeddingModel;
    private final String reference;
    private final String current;
    private final String field;
    private final String groupBy;
    private final Double alpha;
    private final Double tolerance;
    private final Integer permutations;
    private final Long seed;

    JudgeShift(TaskListener listener, ModelDriftGateStep step, ReferenceForAgent handed) {
        super(listener);
        this.handed = handed;
        isRecorded = step.isRecorded();
        embeddingModel = step.getEmbeddingModel() == null ? "" : step.getEmbeddingModel();
        reference = step.getReference();
        current = step.getCurrent();
        field = step.getField();
        groupBy = step.getGroupBy();
        alpha = step.getAlpha();
        tolerance = step.getTolerance();
        permutations = step.getPermutations();
        seed = step.getSeed();
    }

    @Override
    JudgedReport judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException {
        Optional<Reference> kept = handed.reference();
        Comparison.Result result = new Comparison(options(), embeddingModel, progress)
                .compare(
                        kept.isPresent() ? kept.get() : Reference.file(file(workspace, reference)),
                        file(workspace, current),
                        isRecorded);
        return new JudgedReport(result.report(), result.current());
    }

    private DriftOptions options() {
        DriftOptions options = DriftOptions.defaults();
        options = field == null ? options : options.withField(field);
        options = groupBy == null ? options : options.withGroupBy(groupBy);
        options = alpha == null ? options : options.withAlpha(alpha);
        options = tolerance == null ? options : options.withTolerance(tolerance);
        options = permutations == null ? options : options.withPermutations(permutations);
        return seed == null ? options : options.withSeed(seed);
    }
}
