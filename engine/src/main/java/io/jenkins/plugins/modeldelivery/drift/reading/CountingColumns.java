package io.jenkins.plugins.modeldelivery.drift.reading;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds columns that number the rows: nearly each is one more than that of the row before (a row may be left out, and
 * files may be joined), or all are different and leave no number out between the least and the greatest (shuffled).
 */
final class CountingColumns {
    /** Fewer rows may well count by chance. */
    private static final int LEAST_ROWS = 10;

    private static final double NEARLY_ALL = 0.9;

    /** Joined files of fewer rows look like what comes round: the hour of a day, the day of a week. */
    private static final int LEAST_ROWS_OF_A_PART = 50;

    private long rows;
    private double[] last = new double[0];
    private long[] steps;
    private long[] drops;
    private double[] least;
    private double[] most;
    private boolean[] isWhole;
    /** Sums of the numbers and of their squares, which wrap around. */
    private long[] sum;

    private long[] squares;

    void row(double[] values, int width) {
        if (rows == 0) {
            begin(values, width);
        }
        for (int u = 0; u < width; u++) {
            double value = values[u];
            long whole = (long) value;
            steps[u] += rows > 0 && value == last[u] + 1 ? 1 : 0;
            drops[u] += rows > 0 && value < last[u] ? 1 : 0;
            isWhole[u] &= whole == value;
            least[u] = Math.min(least[u], value);
            most[u] = Math.max(most[u], value);
            sum[u] += whole;
            squares[u] += whole * whole;
            last[u] = value;
        }
        rows++;
    }

    private void begin(double[] values, int width) {
        last = new double[width];
        steps = new long[width];
        drops = new long[width];
        least = Arrays.copyOf(values, width);
        most = least.clone();
        isWhole = new boolean[width];
        Arrays.fill(isWhole, true);
        sum = new long[width];
        squares = new long[width];
    }

    /** The first of them, from 0. */
    Optional<Integer> first() {
        for (int u = 0; rows >= LEAST_ROWS && u < last.length; u++) {
            if (isWhole[u] && (isInOrder(u) || isShuffled(u))) {
                return Optional.of(u);
            }
        }
        return Optional.empty();
    }

    private boolean isInOrder(int u) {
        return steps[u] >= NEARLY_ALL * (rows - 1) && drops[u] <= Math.max(1, rows / LEAST_ROWS_OF_A_PART);
    }

    /** Whether sums are those of the numbers from the least to the greatest, each once. */
    private boolean isShuffled(int u) {
        if (most[u] - least[u] != rows - 1) {
            return false;
        }
        long ofNumbers = 0;
        long ofSquares = 0;
        for (long value = (long) least[u]; value <= (long) most[u]; value++) {
            ofNumbers += value;
            ofSquares += value * value;
        }
        return sum[u] == ofNumbers && squares[u] == ofSquares;
    }
}
