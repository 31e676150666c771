package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.bench.TrafficSimulation.Layout;
import io.jenkins.plugins.modeldelivery.bench.TrafficSimulation.Traffic;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how often the traffic judge is wrong. Run with the test class path: {@code TrafficCalibration [trials] [seed]
 * [highest requests/s [SAME|SLOWER|FAILING]]}; prints Markdown, docs/statistics-traffic-tables.md.
 */
public final class TrafficCalibration {
    static final double[] SIGMAS = {0.3, 0.5, 0.8, 1.0, 1.5};
    static final double[] RPS = {5, 10, 20, 50, 100, 200, 500, 1000};

    /** What is true about the candidate. */
    enum Truth {
        SAME(1.0, 0.0001),
        SLOWER(1.30, 0.0001),
        FAILING(1.0, 0.01);

        final double ratio;
        final double errorRate;

        Truth(double ratio, double errorRate) {
            this.ratio = ratio;
            this.errorRate = errorRate;
        }

        Verdict right() {
            return this == SAME ? Verdict.PASS : Verdict.FAIL;
        }
    }

    /** Answers of one cell; {@code cell} is request rate, sigma, layout. */
    static final class Tally {
        int trials;
        int right;
        int wrong;

        void add(Verdict verdict, Verdict expected) {
            trials++;
            if (verdict == expected) {
                right++;
            } else if (verdict != Verdict.INCONCLUSIVE) {
                wrong++;
            }
        }

        double wrongOfDecided() {
            return wrong == 0 ? 0 : (double) wrong / (wrong + right);
        }

        double wrongOfAll() {
            return (double) wrong / trials;
        }

        double decided() {
            return (double) (wrong + right) / trials;
        }

        void merge(Tally other) {
            trials += other.trials;
            right += other.right;
            wrong += other.wrong;
        }
    }

    record Cell(double rps, double sigma, Truth truth, Map<Layout, Tally> ours, Tally literal, Tally kayenta) {}

    private TrafficCalibration() {}

    static Cell run(double rps, double sigma, Truth truth, int trials, long seed) {
        TrafficSimulation simulation = new TrafficSimulation(
                seed ^ Double.doubleToLongBits(rps * 31 + sigma) ^ (truth.ordinal() + 1L) * 0x9E3779B97F4A7C15L);
        Map<Layout, Tally> ours = new EnumMap<>(Layout.class);
        Tally literal = new Tally();
        Tally kayenta = new Tally();
        for (int i = 0; i < trials; i++) {
            double median = simulation.median();
            Traffic production = simulation.production(rps, sigma, median);
            Traffic candidate = simulation.candidate(rps, sigma, median, truth.ratio, truth.errorRate);
            for (Layout layout : Layout.values()) {
                ours.computeIfAbsent(layout, l -> new Tally())
                        .add(
                                TrafficJudge.judge(TrafficSimulation.counts(candidate, production, layout))
                                        .verdict(),
                                truth.right());
            }
            literal.add(RivalJudges.literalFails(candidate, production) ? Verdict.FAIL : Verdict.PASS, truth.right());
            kayenta.add(RivalJudges.kayentaFails(candidate, production) ? Verdict.FAIL : Verdict.PASS, truth.right());
        }
        return new Cell(rps, sigma, truth, ours, literal, kayenta);
    }

    public static void main(String[] args) {
        int trials = args.length > 0 ? Integer.parseInt(args[0]) : 400;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        double most = args.length > 2 ? Double.parseDouble(args[2]) : Double.POSITIVE_INFINITY;
        for (Truth truth : args.length > 3 ? new Truth[] {Truth.valueOf(args[3])} : Truth.values()) {
            List<Cell> cells = new ArrayList<>();
            for (double rps : RPS) {
                for (double sigma : rps <= most ? SIGMAS : new double[0]) {
                    cells.add(run(rps, sigma, truth, rps >= 500 ? Math.max(50, trials / 4) : trials, seed));
                }
            }
            print(truth, cells);
        }
    }

    private static void print(Truth truth, List<Cell> cells) {
        System.out.printf(
                Locale.ROOT,
                "%n### Candidate %.2f times as slow, %.2f %% errors: right is %s%n%n",
                truth.ratio,
                100 * truth.errorRate,
                truth.right());
        System.out.println("| judge | worst cell: wrong of all | worst cell: wrong of decided (cells with at least 20"
                + " decided) | wrong of decided, all cells | decided |");
        System.out.println("| --- | --- | --- | --- | --- |");
        for (Layout layout : Layout.values()) {
            row(
                    "ours, " + layout.name().toLowerCase(Locale.ROOT),
                    cells.stream().map(c -> c.ours().get(layout)).toList());
        }
        row("point estimates (samples)", cells.stream().map(Cell::literal).toList());
        row("Mann-Whitney, 5 points", cells.stream().map(Cell::kayenta).toList());
        System.out.println();
        System.out.println("| requests/s | sigma | ours, samples: wrong / decided | ours, native schema 4: wrong /"
                + " decided | point estimates: wrong | Mann-Whitney: wrong |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        for (Cell c : cells) {
            Tally exact = c.ours().get(Layout.SAMPLES);
            Tally fine = c.ours().get(Layout.NATIVE_SCHEMA_4);
            System.out.printf(
                    Locale.ROOT,
                    "| %.0f | %.1f | %.1f %% / %.0f %% | %.1f %% / %.0f %% | %.1f %% | %.1f %% |%n",
                    c.rps(),
                    c.sigma(),
                    100 * exact.wrongOfAll(),
                    100 * exact.decided(),
                    100 * fine.wrongOfAll(),
                    100 * fine.decided(),
                    100 * c.literal().wrongOfAll(),
                    100 * c.kayenta().wrongOfAll());
        }
        System.out.flush();
    }

    private static void row(String name, List<Tally> cells) {
        Tally all = new Tally();
        cells.forEach(all::merge);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f %% | %.1f %% | %.2f %% | %.0f %% |%n",
                name,
                100 * cells.stream().mapToDouble(Tally::wrongOfAll).max().orElse(0),
                100
                        * cells.stream()
                                .filter(t -> t.wrong + t.right >= 20)
                                .mapToDouble(Tally::wrongOfDecided)
                                .max()
                                .orElse(0),
                100 * all.wrongOfDecided(),
                100 * all.decided());
    }
}
