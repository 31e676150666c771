package io.jenkins.plugins.modeldelivery.steps;

import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.nio.file.Path;

/** Tests for distribution shift, on the agent. */
final class JudgeShift extends JudgeOnAgent {
    private static final long serialVersionUID = 1;

    private final String reference;
    private final String current;
    private final String field;
    private final String groupBy;
    private final Double alpha;
    private final Double tolerance;
    private final Integer permutations;
    private final Long seed;

    JudgeShift(TaskListener listener, ModelDriftGateStep step) {
        super(listener);
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
    Report judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException {
        return DriftTest.compare(file(workspace, reference), file(workspace, current), options(), progress);
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
