package io.jenkins.plugins.modeldelivery.drift;

import java.util.OptionalDouble;

/**
 * What a verdict is measured by.
 *
 * @param alpha level of the test, 0..1 exclusive
 * @param tolerance root of MMD² that does not matter
 * @param permutations how many
 * @param seed of permutations and samples
 * @param views that are tested together
 * @param isSliced whether slices are judged beside the whole
 */
record Level(double alpha, OptionalDouble tolerance, int permutations, long seed, int views, boolean isSliced) {
    private static final int MOST_ADDED = 9_999; // a hundred slices at 0.01; more take too long unless asked for

    static Level of(DriftOptions options) {
        return new Level(
                options.alpha(),
                options.tolerance(),
                options.permutations(),
                options.seed(),
                options.reading().views().size(),
                options.reading().slice().isPresent());
    }

    /**
     * As many as the least of so many p-values needs to reach alpha when it is multiplied by their number. Of several views each may be the
     * greatest in another permutation, so that they count alike.
     */
    long permutationsNeeded(int tests) {
        return (long) (Math.ceil((double) tests * views / alpha - 1e-9) - 1);
    }

    /** As many as each of so many tests gets: what they need, within bounds. */
    int permutationsFor(int tests) {
        return (int) Math.max(permutations, Math.min(permutationsNeeded(tests), MOST_ADDED));
    }

    /** Whether one of so many tests that are judged together can find anything. */
    boolean isReachable(int tests) {
        return alpha * (permutationsFor(tests) + 1.0) >= (double) tests * views - 1e-9;
    }
}
