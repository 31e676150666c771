package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import java.util.ArrayList;
import java.util.List;

/** A pair of distributions to draw samples from. */
enum Scenario {
    NULL_NORMAL(true, 100, 100),
    NULL_HEAVY_TAILED(true, 100, 100),
    NULL_UNEQUAL(true, 200, 20),
    NULL_GROUPED(true, 100, 100),
    MEAN(false, 200, 200),
    SCALE(false, 200, 200),
    COMMON_FACTOR(false, 200, 200),
    MODE_WEIGHT(false, 200, 200),
    TAILS(false, 200, 200);

    static final int WIDTH = 32;
    private static final int GROUP = 5;
    private static final double MODE_OFFSET = 1;

    final boolean isNull;
    final int n;
    final int m;

    Scenario(boolean isNull, int n, int m) {
        this.isNull = isNull;
        this.n = n;
        this.m = m;
    }

    /** The reference (side 0) or the current sample (side 1) of one seed. */
    Vectors draw(long seed, int side) {
        Draw draw = new Draw(new SplitMix(seed, 1000L * ordinal() + side));
        int rows = side == 0 ? n : m;
        double[][] values = new double[rows][];
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            if (i % GROUP == 0) {
                draw.newGroup();
            }
            values[i] = row(draw, side == 1);
            groups.add("g" + i / GROUP);
        }
        Vectors vectors = Vectors.of(values);
        return this == NULL_GROUPED ? vectors.withGroups(groups.toArray(String[]::new)) : vectors;
    }

    private double[] row(Draw draw, boolean isCurrent) {
        return switch (this) {
            case NULL_NORMAL, NULL_UNEQUAL -> draw.normal(0, 1);
            case NULL_HEAVY_TAILED -> draw.student(2, 1);
            case NULL_GROUPED -> draw.grouped();
            case MEAN -> draw.normal(isCurrent ? 0.06 : 0, 1);
            case SCALE -> draw.normal(0, isCurrent ? 1.05 : 1);
            case COMMON_FACTOR -> draw.withFactor(isCurrent ? 0.25 : 0);
            case MODE_WEIGHT -> draw.mode(isCurrent ? 0.16 : 0.25);
            case TAILS -> isCurrent ? draw.student(4, Math.sqrt(0.5)) : draw.normal(0, 1);
        };
    }

    private static final class Draw {
        private final SplitMix random;
        private double[] group = new double[WIDTH];

        Draw(SplitMix random) {
            this.random = random;
        }

        void newGroup() {
            group = normal(0, 1);
        }

        double gauss() {
            return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
        }

        double[] normal(double mean, double sd) {
            double[] row = new double[WIDTH];
            for (int u = 0; u < WIDTH; u++) {
                row[u] = mean + sd * gauss();
            }
            return row;
        }

        double[] grouped() {
            double[] row = normal(0, 1);
            for (int u = 0; u < WIDTH; u++) {
                row[u] += group[u];
            }
            return row;
        }

        /** Independent coordinates, Student with few degrees of freedom. */
        double[] student(int degrees, double scale) {
            double[] row = new double[WIDTH];
            for (int u = 0; u < WIDTH; u++) {
                double squares = 0;
                for (int i = 0; i < degrees; i++) {
                    double g = gauss();
                    squares += g * g;
                }
                row[u] = scale * gauss() / Math.sqrt(squares / degrees);
            }
            return row;
        }

        double[] withFactor(double loading) {
            double[] row = normal(0, 1);
            double factor = gauss();
            for (int u = 0; u < WIDTH; u++) {
                row[u] = Math.sqrt(1 - loading * loading) * row[u] + loading * factor;
            }
            return row;
        }

        double[] mode(double share) {
            return normal(random.nextDouble() < share ? MODE_OFFSET : 0, 1);
        }
    }
}
