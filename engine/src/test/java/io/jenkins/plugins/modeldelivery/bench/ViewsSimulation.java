package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.demo.Digits;
import io.jenkins.plugins.modeldelivery.demo.Digits.Digit;
import io.jenkins.plugins.modeldelivery.demo.Softmax;
import io.jenkins.plugins.modeldelivery.drift.DriftFixture;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.drift.ViewShift;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.drift.reading.View;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The table of views in {@code docs/statistics.md}: {@code ViewsSimulation [runs]}. Each run draws 300 against 300 of the handwritten digits that
 * the demo's model did not learn from, changes the second half, and tests pixels, the model's probabilities, and both at one level of 0.05.
 */
public final class ViewsSimulation {
    private static final int ROWS = 300;
    private static final int LEARNT = 700;
    private static final int PIXELS = 64;
    private static final int CLASSES = 10;
    private static final double ALPHA = 0.05;
    private static final double LEAST_CHANCE = 1e-4;

    private final List<Digit> pool;
    private final Softmax model;

    /** What happens to the current digits. */
    enum Change {
        A_FIFTH_TURNED_BY_25_DEGREES,
        LESS_CONTRAST,
        CLASSES_IN_ANOTHER_MIX,
        NONE;

        private double[] pixels(Digit digit, int row) {
            double[] pixels = digit.pixels();
            return switch (this) {
                case A_FIFTH_TURNED_BY_25_DEGREES -> row % 5 == 0 ? Digits.turned(pixels, Math.toRadians(25)) : pixels;
                case LESS_CONTRAST ->
                    Arrays.stream(pixels).map(ink -> 0.075 + 0.85 * ink).toArray();
                default -> pixels;
            };
        }

        /** Whether a digit that was drawn is left out: of 0, 1 and 2 two of three. */
        private boolean leavesOut(Digit digit, SplitMix random) {
            return this == CLASSES_IN_ANOTHER_MIX && digit.label() < 3 && random.nextInt(3) > 0;
        }
    }

    /** How often each rejected. */
    record Rejections(int runs, int pixels, int scores, int both) {}

    ViewsSimulation() throws Exception {
        List<Digit> all = Digits.read(1);
        model = Softmax.train(all.subList(0, LEARNT), 300);
        pool = all.subList(LEARNT, all.size());
    }

    public static void main(String[] args) throws Exception {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        ViewsSimulation simulation = new ViewsSimulation();
        System.out.println(
                "| digits, " + ROWS + " against " + ROWS + ", " + runs + " runs at 0.05 | pixels | scores | both |");
        System.out.println("| --- | --- | --- | --- |");
        for (Change change : Change.values()) {
            Rejections found = simulation.run(change, runs, 999);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.2f |%n",
                    change.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    (double) found.pixels() / runs,
                    (double) found.scores() / runs,
                    (double) found.both() / runs);
            if (change == Change.NONE && DriftSimulation.Rates.chance(found.both(), runs, ALPHA) < LEAST_CHANCE) {
                System.err.println("ViewsSimulation: more false alarms than the level allows");
                System.exit(1);
            }
        }
    }

    Rejections run(Change change, int runs, int permutations) throws Exception {
        int[] rejected = new int[3];
        for (int seed = 0; seed < runs; seed++) {
            DriftReport report = test(change, seed, permutations);
            List<ViewShift> views = report.views().orElseThrow();
            rejected[0] += views.get(0).pValue() <= ALPHA ? 1 : 0;
            rejected[1] += views.get(1).pValue() <= ALPHA ? 1 : 0;
            rejected[2] += report.pValue().orElseThrow() <= ALPHA ? 1 : 0;
        }
        return new Rejections(runs, rejected[0], rejected[1], rejected[2]);
    }

    private DriftReport test(Change change, int seed, int permutations) throws Exception {
        SplitMix random = new SplitMix(seed, change.ordinal());
        int[] order = new int[pool.size()];
        Arrays.setAll(order, i -> i);
        random.chooseFirst(order, order.length);
        List<double[]> reference = new ArrayList<>();
        List<double[]> current = new ArrayList<>();
        for (int i = 0; i < order.length && current.size() < ROWS; i++) {
            Digit digit = pool.get(order[i]);
            if (reference.size() < ROWS) {
                reference.add(row(digit.pixels()));
            } else if (!change.leavesOut(digit, random)) {
                current.add(row(change.pixels(digit, current.size())));
            }
        }
        DriftOptions options = DriftFixture.options(
                "alpha",
                ALPHA,
                "permutations",
                permutations,
                "seed",
                seed,
                "threads",
                1,
                "field",
                List.of("pixels", "scores"));
        return DriftTest.compare(vectors(reference), vectors(current), options, Progress.NONE);
    }

    private double[] row(double[] pixels) {
        double[] row = Arrays.copyOf(pixels, PIXELS + CLASSES);
        System.arraycopy(model.probabilities(pixels), 0, row, PIXELS, CLASSES);
        return row;
    }

    private static Vectors vectors(List<double[]> rows) {
        return Vectors.of(
                List.of(
                        new View("pixels", View.Kind.NUMBERS, PIXELS, List.of()),
                        new View("scores", View.Kind.NUMBERS, CLASSES, List.of())),
                rows.toArray(double[][]::new));
    }
}
