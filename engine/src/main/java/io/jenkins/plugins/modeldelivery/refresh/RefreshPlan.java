package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What to draw.
 *
 * @param until end of the window
 * @param days its length
 * @param drawing what is drawn
 * @param rows how many requests, or inputs, to draw, 1 to 10 million
 * @param leastOfStratum how many at least of each stratum, where there are as many; the rest is shared out by size
 * @param mostOfGroup how many requests at most of each group; empty: any number
 * @param similarity from which on two texts are near duplicates, in (0, 1]; empty: none are
 * @param oversample candidates for each row that is drawn, so that some can be passed over, at least 1
 * @param seed of the draw
 */
public record RefreshPlan(
        Instant until,
        int days,
        Drawing drawing,
        int rows,
        int leastOfStratum,
        OptionalInt mostOfGroup,
        OptionalDouble similarity,
        double oversample,
        long seed) {
    private static final int MOST_ROWS = 10_000_000;
    private static final int LEAST_SPARE = 1_000;
    private static final double MOST_OVERSAMPLE = 100;

    /** A plan whose numbers make sense. */
    public static RefreshPlan of(
            Instant until,
            int days,
            Drawing drawing,
            int rows,
            int leastOfStratum,
            OptionalInt mostOfGroup,
            OptionalDouble similarity,
            double oversample,
            long seed)
            throws BadInputException {
        require(days >= 1 && days <= 36_500, "window", "1 day or more");
        require(rows >= 1 && rows <= MOST_ROWS, "number of rows", "1 to " + MOST_ROWS);
        require(leastOfStratum >= 0 && leastOfStratum <= rows, "least of a stratum", "0 to the number of rows");
        require(mostOfGroup.orElse(1) >= 1, "most of a group", "1 or more");
        require(
                similarity.isEmpty() || similarity.getAsDouble() > 0 && similarity.getAsDouble() <= 1,
                "similarity",
                "above 0 and at most 1");
        require(oversample >= 1 && oversample <= MOST_OVERSAMPLE, "oversampling", "1 to 100");
        return new RefreshPlan(until, days, drawing, rows, leastOfStratum, mostOfGroup, similarity, oversample, seed);
    }

    private static void require(boolean holds, String what, String expected) throws BadInputException {
        if (!holds) {
            throw new BadInputException("The " + what + " of a refresh must be " + expected);
        }
    }

    Instant from() {
        return until.minus(Duration.ofDays(days));
    }

    /** Candidates that are kept of each stratum. */
    int capacity() {
        return (int) Math.min(Integer.MAX_VALUE / 4, Math.max(rows * oversample, (double) rows + LEAST_SPARE));
    }
}
