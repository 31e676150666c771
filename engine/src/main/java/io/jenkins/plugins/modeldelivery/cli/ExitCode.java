package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;

/** The exit codes that every command shares; scripts rely on them. */
final class ExitCode {
    static final int PASS = 0;
    static final int FAIL = 1;
    static final int BAD_INPUT = 2;
    static final int INCONCLUSIVE = 3;
    static final int UNREACHABLE = 4;

    private ExitCode() {}

    static int of(Verdict verdict) {
        return switch (verdict) {
            case PASS -> PASS;
            case FAIL -> FAIL;
            case INCONCLUSIVE -> INCONCLUSIVE;
        };
    }

    static int of(DeliveryException failure) {
        if (failure instanceof BadInputException) {
            return BAD_INPUT;
        }
        return failure instanceof RefusedException refusal && !refusal.isByService() ? FAIL : UNREACHABLE;
    }
}
