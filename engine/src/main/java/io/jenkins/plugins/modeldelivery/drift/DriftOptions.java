package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

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
 * @param scale what columns are divided by before they are compared
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
        boolean constantColumnsAllowed,
        Scale scale) {
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

    /** Of the columns. */
    public enum Scale {
        /** As they are. */
        NONE,
        /** Less their median, divided by their interquartile range, of both samples together. */
        ROBUST;

        /** The one called {@code none} or {@code robust}; that for null. */
        public static Scale named(String name) throws BadInputException {
            for (Scale scale : values()) {
                if (name == null || scale.toString().equals(name)) {
                    return scale;
                }
            }
            throw BadInputException.about(as -> as.apply("scale") + " '" + name + "' is neither none nor robust");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MOST_VIEWS = 8;
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
        requireReachable(reading.views().size());
        if (!(bandwidth.orElse(1) > 0 && Double.isFinite(bandwidth.orElse(1)))) {
            throw new BadInputException(
                    "bandwidth " + bandwidth.getAsDouble() + " is neither a positive number nor median");
        }
        if (reading.views().size() > 1 && bandwidth.isPresent()) {
            throw new BadInputException("a bandwidth is one view's; leave it out for several ("
                    + String.join(", ", reading.views()) + "), each of which has the median of its own");
        }
        requireDifferentViews();
        if (threads < 1) {
            throw new BadInputException("threads " + threads + " is less than 1");
        }
        if (reading.maxRows() < 2) {
            throw new BadInputException("max-rows " + reading.maxRows() + " is less than 2");
        }
        return this;
    }

    /** @throws BadInputException where alpha cannot be reached by the least p-value of so many views */
    void requireReachable(int views) throws BadInputException {
        if (alpha * (permutations + 1.0) < views - 1e-9) {
            throw new BadInputException("alpha " + alpha + " cannot be reached with " + permutations + " permutations"
                    + (views == 1 ? "" : " of " + views + " views") + "; use at least "
                    + (long) (Math.ceil(views / alpha - 1e-9) - 1));
        }
    }

    private void requireDifferentViews() throws BadInputException {
        int views = reading.views().size();
        if (views > MOST_VIEWS) {
            throw new BadInputException(views + " views are more than " + MOST_VIEWS);
        }
        Set<String> seen = new HashSet<>();
        for (String view : reading.views()) {
            if (view.isEmpty() || !seen.add(view)) {
                throw new BadInputException(
                        view.isEmpty() ? "a field without a name cannot be compared" : "'" + view + "' is named twice");
            }
        }
    }

    /** With as many permutations as so many tests need that are judged together. */
    DriftOptions withPermutationsFor(int tests) {
        return new DriftOptions(
                alpha,
                tolerance,
                Level.of(this).permutationsFor(tests),
                seed,
                precision,
                test,
                bandwidth,
                reading,
                threads,
                constantColumnsAllowed,
                scale);
    }
}
