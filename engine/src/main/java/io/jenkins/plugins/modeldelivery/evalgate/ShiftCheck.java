package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.nio.file.Path;

/** Compares an eval set with the one before. */
@FunctionalInterface
public interface ShiftCheck {
    /** A drift report ({@code model-delivery/drift-report/v1}). */
    Report check(ShiftPolicy policy, Path evalSet, Reference reference, Progress progress)
            throws BadInputException, InterruptedException;
}
