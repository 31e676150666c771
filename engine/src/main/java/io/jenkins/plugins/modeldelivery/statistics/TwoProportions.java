package io.jenkins.plugins.modeldelivery.statistics;

/** Two proportions of independent samples; bounds by Newcombe's hybrid score (1998, Statistics in Medicine 17:873, method 10). */
public record TwoProportions(Proportion first, Proportion second) {
    /** First minus second, -1..1. */
    public double difference() {
        return first.estimate() - second.estimate();
    }

    /** One-sided lower bound for the difference. */
    public double lower(double confidence) {
        return difference()
                - Math.hypot(
                        first.estimate() - first.wilsonLower(confidence),
                        second.wilsonUpper(confidence) - second.estimate());
    }

    /** One-sided upper bound for the difference. */
    public double upper(double confidence) {
        return difference()
                + Math.hypot(
                        first.wilsonUpper(confidence) - first.estimate(),
                        second.estimate() - second.wilsonLower(confidence));
    }
}
