package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import java.util.ArrayList;
import java.util.List;

/** A pair of distributions to draw samples from. */
enum Scenario {
    NULL_NORMAL(100, 100, 32),
    NULL_HEAVY_TAILED(100, 100, 32),
    NULL_FOUR_MODES(100, 100, 32),
    NULL_UNEQUAL(200, 20, 32),
    NULL_UNEQUAL_HEAVY_TAILED(200, 20, 32),
    NULL_GROUPED(100, 100, 32),
    MEAN(200, 200, 32),
    SCALE(200, 200, 32),
    COMMON_FACTOR(200, 200, 32),
    MODE_WEIGHT(200, 200, 32),
    TWO_MODES(200, 200, 32),
    TAILS(200, 200, 32),
    WIDE_MEAN(500, 500, 768),
    WIDE_SCALE(500, 500, 768),
    WIDE_COMMON_FACTOR(500, 500, 768),
    WIDE_MODE_WEIGHT(500, 500, 768),
    NULL_IN_BINS(300, 300, 32),
    NULL_IN_BINS_FOUR_MODES(201, 201, 32),
    NULL_IN_BINS_HEAVY_TAILED(500, 110, 32);

    private static final int GROUP = 5;
    private static final int MODES = 4;

    final int n;
    final int m;
    final int width;

    Scenario(int n, int m, int width) {
        this.n = n;
        this.m = m;
        this.width = width;
    }

    /** Whether both sides are drawn alike. */
    boolean isNull() {
        return name().startsWith("NULL_");
    }

    boolean isWide() {
        return name().startsWith("WIDE_");
    }

    /** The reference (side 0) or the current sample (side 1) of one seed. */
    Vectors draw(long seed, int side) {
        Draw draw = new Draw(new SplitMix(seed, 1000L * ordinal() + side), width);
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
            case NULL_NORMAL, NULL_UNEQUAL, NULL_IN_BINS -> draw.normal(0, 1);
            case NULL_HEAVY_TAILED, NULL_UNEQUAL_HEAVY_TAILED, NULL_IN_BINS_HEAVY_TAILED -> draw.student(2, 1);
            case NULL_FOUR_MODES, NULL_IN_BINS_FOUR_MODES -> draw.fourModes(0.25);
            case NULL_GROUPED -> draw.grouped();
            case MEAN -> draw.normal(isCurrent ? 0.06 : 0, 1);
            case WIDE_MEAN -> draw.normal(isCurrent ? 0.025 : 0, 1);
            case SCALE -> draw.normal(0, isCurrent ? 1.05 : 1);
            case WIDE_SCALE -> draw.normal(0, isCurrent ? 1.01 : 1);
            case COMMON_FACTOR -> draw.withFactor(isCurrent ? 0.25 : 0);
            case WIDE_COMMON_FACTOR -> draw.withFactor(isCurrent ? 0.15 : 0);
            case MODE_WEIGHT -> draw.fourModes(isCurrent ? 0.16 : 0.25);
            case WIDE_MODE_WEIGHT -> draw.fourModes(isCurrent ? 0.20 : 0.25);
            case TWO_MODES -> draw.twoModes(isCurrent ? 0.16 : 0.25);
            case TAILS -> isCurrent ? draw.student(4, Math.sqrt(0.5)) : draw.normal(0, 1);
        };
    }

    private static final class Draw {
        private final SplitMix random;
        private final int width;
        private double[] group;

        Draw(SplitMix random, int width) {
            this.random = random;
            this.width = width;
            this.group = new double[width];
        }

        void newGroup() {
            group = normal(0, 1);
        }

        double gauss() {
            return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
        }

        double[] normal(double mean, double sd) {
            double[] row = new double[width];
            for (int u = 0; u < width; u++) {
                row[u] = mean + sd * gauss();
            }
            return row;
        }

        double[] grouped() {
            double[] row = normal(0, 1);
            for (int u = 0; u < width; u++) {
                row[u] += group[u];
            }
            return row;
        }

        /** Independent coordinates, Student with few degrees of freedom. */
        double[] student(int degrees, double scale) {
            double[] row = new double[width];
            for (int u = 0; u < width; u++) {
                double squares = 0;
                for (int i = 0; i < degrees; i++) {
                    double g = gauss();
                    squares += g * g;
                }
                row[u] = scale * gauss() / Math.sqrt(squares / degrees);
            }
            return row;
        }

        /** One normal number, the same for all columns, on top of independent ones. */
        double[] withFactor(double loading) {
            double[] row = normal(0, 1);
            double factor = gauss();
            for (int u = 0; u < width; u++) {
                row[u] += loading * factor;
            }
            return row;
        }

        /** A share of the rows lies one standard deviation away in every column. */
        double[] twoModes(double share) {
            return normal(random.nextDouble() < share ? 1 : 0, 1);
        }

        /** The first mode has the given share, the others are alike. */
        double[] fourModes(double first) {
            int mode = random.nextDouble() < first ? 0 : 1 + random.nextInt(MODES - 1);
            double[] row = normal(0, 1);
            for (int u = mode; u < width; u += MODES) {
                row[u] += 2;
            }
            return row;
        }
    }
}
