package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftParameters;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Comparison;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The shift check by maximum mean discrepancy. */
public final class DriftShiftCheck implements ShiftCheck {
    private final Optional<Consumer<Fingerprint>> keeper;

    /** Only compares. */
    public DriftShiftCheck() {
        this.keeper = Optional.empty();
    }

    /** @param keeper is given the eval set's fingerprint, where one can be made */
    public DriftShiftCheck(Consumer<Fingerprint> keeper) {
        this.keeper = Optional.of(keeper);
    }

    @Override
    public Report check(ShiftPolicy policy, Path evalSet, Reference reference, Progress progress)
            throws BadInputException, InterruptedException {
        DriftOptions options = Parameters.of(DriftParameters.class, policy).options();
        Comparison.Result result = new Comparison(options, policy.embeddingModel(), progress)
                .compare(reference, evalSet, keeper.isPresent());
        keeper.ifPresent(keep -> result.current().ifPresent(keep));
        return result.report();
    }
}
