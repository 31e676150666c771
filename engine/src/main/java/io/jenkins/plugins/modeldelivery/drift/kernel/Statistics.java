package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * The statistics of one kernel.
 *
 * @param bandwidth sigma of exp(-d²/(2 sigma²))
 * @param values unbiased MMD², observed at 0, permuted from 1 on; all computed the same way, so that ties are ties
 * @param mmd2 the observed unbiased estimate, as accurately as the path allows
 * @param biased the observed V-statistic
 * @param variance variance of the estimate under the alternative, from the bins' projections (Hoeffding)
 * @param tie two values closer than this are the same statistic in different rounding
 */
public record Statistics(double bandwidth, double[] values, double mmd2, double biased, double variance, double tie) {
    /** How many of the values reach the value of one labelling, itself included. */
    public int reaching(double value) {
        int count = 0;
        for (double other : values) {
            if (other >= value - tie) {
                count++;
            }
        }
        return count;
    }

    /** How far the largest value is from the least; NaN where one is. */
    public double range() {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return most - least;
    }
}
