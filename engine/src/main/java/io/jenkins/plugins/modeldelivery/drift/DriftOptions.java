package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.OptionalDouble;

/**
 * How a shift is tested. Made by {@link #defaults()} and the {@code with...} methods.
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

    public DriftOptions withAlpha(double value) {
        return with(value, tolerance, permutations, seed, precision, test, bandwidth, reading, threads);
    }

    public DriftOptions withTolerance(double value) {
        OptionalDouble given = OptionalDouble.of(value);
        return with(alpha, given, permutations, seed, precision, test, bandwidth, reading, threads);
    }

    public DriftOptions withPermutations(int value) {
        return with(alpha, tolerance, value, seed, precision, test, bandwidth, reading, threads);
    }

    /** With as many permutations as so many tests need that are judged together. */
    DriftOptions withPermutationsFor(int tests) {
        return withPermutations(Level.of(this).permutationsFor(tests));
    }

    /** Sets the seed of permutations and of sampling. */
    public DriftOptions withSeed(long value) {
        ReadOptions r = reading;
        ReadOptions seeded = new ReadOptions(r.field(), r.groupBy(), r.slice(), r.exact(), r.maxRows(), value);
        return with(alpha, tolerance, permutations, value, precision, test, bandwidth, seeded, threads);
    }

    /** Sets the arithmetic, of the kernel and of reading alike. */
    public DriftOptions withPrecision(Precision value) {
        ReadOptions r = reading;
        ReadOptions exact =
                new ReadOptions(r.field(), r.groupBy(), r.slice(), value == Precision.DOUBLE, r.maxRows(), r.seed());
        return with(alpha, tolerance, permutations, seed, value, test, bandwidth, exact, threads);
    }

    public DriftOptions withTest(Kind value) {
        return with(alpha, tolerance, permutations, seed, precision, value, bandwidth, reading, threads);
    }

    /** Sets sigma, and with it the single test. */
    public DriftOptions withBandwidth(double sigma) {
        OptionalDouble given = OptionalDouble.of(sigma);
        return with(alpha, tolerance, permutations, seed, precision, Kind.SINGLE, given, reading, threads);
    }

    /** Sets sigma and leaves the test as it is: the middle of the ladder stays where a reference has put it. */
    public DriftOptions withPinnedBandwidth(double sigma) {
        OptionalDouble given = OptionalDouble.of(sigma);
        return with(alpha, tolerance, permutations, seed, precision, test, given, reading, threads);
    }

    public DriftOptions withThreads(int value) {
        return with(alpha, tolerance, permutations, seed, precision, test, bandwidth, reading, value);
    }

    /** Accepts columns that never change, such as dead units of an embedding. */
    public DriftOptions withConstantColumns() {
        return new DriftOptions(
                alpha, tolerance, permutations, seed, precision, test, bandwidth, reading, threads, true);
    }

    private DriftOptions with(
            double a, OptionalDouble t, int b, long s, Precision p, Kind k, OptionalDouble h, ReadOptions r, int n) {
        return new DriftOptions(a, t, b, s, p, k, h, r, n, constantColumnsAllowed);
    }
}
