package io.jenkins.plugins.modeldelivery.drift;

import java.util.OptionalDouble;

/**
 * What a verdict is measured by.
 *
 * @param alpha level of the test, 0..1 exclusive
 * @param tolerance root of MMD² that does not matter
 * @param permutations how many
 * @param seed of permutations and samples
 * @param isSliced whether slices are judged beside the whole
 */
record Level(double alpha, OptionalDouble tolerance, int permutations, long seed, boolean isSliced) {
    static Level of(DriftOptions options) {
        return new Level(
                options.alpha(),
                options.tolerance(),
                options.permutations(),
                options.seed(),
                options.reading().slice().isPresent());
    }
}
