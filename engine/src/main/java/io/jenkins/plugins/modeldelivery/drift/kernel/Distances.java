package io.jenkins.plugins.modeldelivery.drift.kernel;

/** Squared distances between distinct pairs of rows, as order statistics. */
public interface Distances {
    /** How many pairs. */
    int count();

    /** The k-th smallest squared distance, k from 0. */
    double smallest(int k);

    /** How many of the distances are zero. */
    int zeros();

    /** The median as NumPy defines it: the mean of the two middle values of an even count. */
    default double median() {
        return middle(0);
    }

    /** The median of the distances that are not zero; 0 when all are. */
    default double medianOfNonZero() {
        return zeros() == count() ? 0 : middle(zeros());
    }

    private double middle(int skipped) {
        int rest = count() - skipped;
        int low = skipped + (rest - 1) / 2;
        int high = skipped + rest / 2;
        return low == high ? smallest(low) : (smallest(low) + smallest(high)) / 2;
    }
}
