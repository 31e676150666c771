package io.jenkins.plugins.modeldelivery.gate;

import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.nio.file.Path;

/** The shift check by maximum mean discrepancy. */
public final class DriftShiftCheck implements ShiftCheck {
    @Override
    public Report check(ShiftPolicy policy, Path evalSet, Path reference, Progress progress)
            throws BadInputException, InterruptedException {
        DriftOptions options = DriftOptions.defaults()
                .withAlpha(policy.alpha())
                .withPermutations(policy.permutations())
                .withField(policy.field());
        if (policy.tolerance().isPresent()) {
            options = options.withTolerance(policy.tolerance().getAsDouble());
        }
        return DriftTest.compare(reference, evalSet, options, progress);
    }
}
