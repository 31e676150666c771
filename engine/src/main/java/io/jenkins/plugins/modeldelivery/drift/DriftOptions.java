package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.OptionalDouble;

/**
 * How a shift is tested. Made from {@link DriftParameters}.
 *
 * @param alpha level of the test, 0..1 exclusive
 * @param tolerance root of MMD² that does not matter, 0 or more
 * @param permutations how many, at least 1 and enough for alpha to be reachable
 * @param seed of permutations and samples
 * @param precision single (fast) or double (the plain path, for checking)
 * @param test ladder of five bandwidths, or a single one
 * @param bandwidth sigma; empty for the pooled median. Given, it implies the single test
 * @param reading what to read of the files
 * @param threads how many at most, at least 1
 * @param constantColumnsAllowed whether columns that never change are accepted
 */
public record DriftOptions(
        double alpha,
        OptionalDouble tolerance,
        int permutations,
        long seed,
        Precision precision,
        Kind test,
        OptionalDouble bandwidth,
        ReadOptions reading,
        int threads,
        boolean constantColumnsAllowed) {
    /** Arithmetic of the kernel. */
    public enum Precision {
        SINGLE,
        DOUBLE
    }

    /** Which statistic decides. */
    public enum Kind {
        LADDER,
        SINGLE
    }

    private static final int MOST_PERMUTATIONS = 99_999;

    /** Level 0.01, ladder, 999 permutations, seed 0, half of the cores. */
    public static DriftOptions defaults() {
        return DriftParameters.defaults();
    }

    /** Returns these options if they make sense. */
    public DriftOptions validated() throws BadInputException {
        if (!(alpha > 0 && alpha < 1)) {
            throw new BadInputException("alpha " + alpha + " is not between 0 and 1");
        }
        if (!(tolerance.orElse(0) >= 0 && Double.isFinite(tolerance.orElse(0)))) {
            throw new BadInputException("tolerance " + tolerance.getAsDouble() + " is not a number from 0 on");
        }
        if (permutations < 1 || permutations > MOST_PERMUTATIONS) {
            throw new BadInputException("permutations " + permutations + " is not in 1.." + MOST_PERMUTATIONS);
        }
        if (alpha * (permutations + 1.0) < 1 - 1e-9) {
            throw new BadInputException("alpha " + alpha + " cannot be reached with " + permutations
                    + " permutations; use at least " + Level.of(this).permutationsNeeded(1));
        }
        if (!(bandwidth.orElse(1) > 0 && Double.isFinite(bandwidth.orElse(1)))) {
            throw new BadInputException(
                    "bandwidth " + bandwidth.getAsDouble() + " is neither a positive number nor median");
        }
        if (threads < 1) {
            throw new BadInputException("threads " + threads + " is less than 1");
        }
        if (reading.maxRows() < 2) {
            throw new BadInputException("max-rows " + reading.maxRows() + " is less than 2");
        }
        return this;
    }

    /** With as many permutations as so many tests need that are judged together. */
    DriftOptions withPermutationsFor(int tests) {
        return with(Level.of(this).permutationsFor(tests), bandwidth);
    }

    /** Sets sigma and leaves the test as it is: the middle of the ladder stays where a reference has put it. */
    public DriftOptions withPinnedBandwidth(double sigma) {
        return with(permutations, OptionalDouble.of(sigma));
    }

    private DriftOptions with(int b, OptionalDouble sigma) {
        return new DriftOptions(
                alpha, tolerance, b, seed, precision, test, sigma, reading, threads, constantColumnsAllowed);
    }
}
