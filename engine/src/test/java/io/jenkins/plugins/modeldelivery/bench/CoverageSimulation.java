package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.evalgate.DriftShiftCheck;
import io.jenkins.plugins.modeldelivery.evalgate.Gate;
import io.jenkins.plugins.modeldelivery.evalgate.GateRequest;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.evalgate.RuleOutcome;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Measures how often the gate's one-sided bounds hold the truth, through the gate itself. Run with the test class path:
 * {@code CoverageSimulation [trials] [seed]}; prints Markdown, docs/statistics.md. A cell that covers less than its
 * confidence by more than a point is run again with ten times the trials and another seed, and that run decides.
 */
public final class CoverageSimulation {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final double CONFIDENCE = 0.95;
    private static final double TOLERATED = 0.01;

    /** Writes the rows of one trial: the candidate's, and a baseline's where the rule compares. */
    @FunctionalInterface
    interface Rows {
        void write(SplittableRandom random, int rows, List<String> candidate, List<String> baseline);
    }

    /** A truth, data that have it, and the rule whose bounds should hold it. */
    record Cell(String name, String rule, double truth, int rows, Rows data) {
        /** The candidate's difference to the baseline, or the metric itself. */
        boolean compares() {
            return rule.contains("noWorseThanBaseline");
        }
    }

    /** How often each bound held the truth; {@code decided}: how often there was one. */
    record Result(int trials, int decided, int lower, int lowerHeld, int upper, int upperHeld) {
        /** Where no bound is told, none is wrong: what cannot be bounded is INCONCLUSIVE. */
        double coverage() {
            return Math.min(share(lower - lowerHeld), share(upper - upperHeld));
        }

        private double share(int missed) {
            return 1 - (double) missed / trials;
        }
    }

    private CoverageSimulation() {}

    static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (int n : new int[] {50, 300}) {
            cells.add(cell(
                    "accuracy", "metric: accuracy, atLeast: 0", 0.9, n, (r, i) -> answer(i, r.nextDouble() < 0.9, "")));
            cells.add(cell(
                    "accuracy, weights",
                    "metric: accuracy, atLeast: 0, weight: w",
                    0.9,
                    n,
                    (r, i) -> answer(i, r.nextDouble() < 0.9, ", \"w\": " + Math.exp(gaussian(r)))));
            cells.add(grouped(n));
            cells.add(cell(
                    "score in [0, 1], rare zeros",
                    "metric: mean(s), atLeast: 0, range: [0, 1]",
                    0.98,
                    n,
                    (r, i) -> "{\"id\": \"" + i + "\", \"s\": " + (r.nextDouble() < 0.98 ? 1 : 0) + "}"));
            cells.add(cell(
                    "score in [0, 1], uniform",
                    "metric: mean(s), atLeast: 0, range: [0, 1]",
                    0.5,
                    n,
                    (r, i) -> "{\"id\": \"" + i + "\", \"s\": " + r.nextDouble() + "}"));
            cells.add(strata(n));
            cells.add(drawn("accuracy, drawn requests", "", n, 0, 1));
            cells.add(drawn("accuracy, drawn requests, answers vary", ", groupBy: id", n, 0.2, 0.95));
            cells.add(paired(n));
        }
        for (int n : new int[] {100, 400}) {
            cells.add(error("mae, exponential", "mae", 1, n, r -> -Math.log(1 - r.nextDouble())));
            cells.add(error("rmse, normal", "rmse", 1, n, CoverageSimulation::gaussian));
            cells.add(error("r2", "r2", 0.75, n, r -> 0.5 * gaussian(r)));
            cells.add(auc(
                    n, "metric: roc_auc, positive: up, atLeast: 0", NORMAL.cumulativeProbability(1.5 / Math.sqrt(2))));
            cells.add(auc(n, "metric: average_precision, positive: up, atLeast: 0", averagePrecision(1.5, 0.3)));
            cells.add(probabilities("log_loss", n, q -> -q * Math.log(q) - (1 - q) * Math.log(1 - q)));
            cells.add(probabilities("brier", n, q -> q * (1 - q)));
            cells.add(classes("balanced_accuracy", n));
            cells.add(classes("f1_macro", n));
            cells.add(classes("precision, positive: a", n));
            cells.add(classes("recall, positive: a", n));
            cells.add(classes("f1, positive: a", n));
            cells.add(classes("f_beta, beta: 2, positive: a", n));
            cells.add(trials(n / 2));
            cells.add(cell(
                    "p95_latency_ms",
                    "metric: p95_latency_ms, atMost: 1e9",
                    -100 * Math.log(0.05),
                    n,
                    (r, i) -> "{\"id\": \"" + i + "\", \"latency_ms\": " + -100 * Math.log(1 - r.nextDouble()) + "}"));
            cells.add(cell("ece, overconfident by 0.1", "metric: ece, atMost: 1, positive: up", 0.1, n, (r, i) -> {
                double s = 0.5 + r.nextDouble() / 2;
                return scored(i, r.nextDouble() < s - 0.1, s);
            }));
        }
        return cells;
    }

    /** One line from the number of the row. */
    @FunctionalInterface
    private interface Line {
        String of(SplittableRandom random, int row);
    }

    private static Cell cell(String name, String rule, double truth, int rows, Line line) {
        return new Cell(
                name,
                rule,
                truth,
                rows,
                (random, n, candidate, baseline) ->
                        IntStream.range(0, n).forEach(i -> candidate.add(line.of(random, i))));
    }

    private static double gaussian(SplittableRandom random) {
        return NORMAL.inverseCumulativeProbability(random.nextDouble(1e-12, 1));
    }

    private static String answer(int i, boolean right, String more) {
        return "{\"id\": \"" + i + "\", \"label\": \"a\", \"prediction\": \"" + (right ? "a" : "b") + "\"" + more + "}";
    }

    private static String scored(int i, boolean positive, double score) {
        return "{\"id\": \"" + i + "\", \"label\": \"" + (positive ? "up" : "down") + "\", \"score\": " + score + "}";
    }

    /** Groups of 1 to 9 rows that are right or wrong together three times of ten. */
    private static Cell grouped(int n) {
        return new Cell(
                "accuracy, groups", "metric: accuracy, atLeast: 0, groupBy: g", 0.9, n, (r, rows, lines, none) -> {
                    for (int group = 0; lines.size() < rows; group++) {
                        boolean shared = r.nextDouble() < 0.9;
                        int size = r.nextInt(1, 10);
                        for (int i = 0; i < size; i++) {
                            boolean right = r.nextDouble() < 0.3 ? shared : r.nextDouble() < 0.9;
                            lines.add(answer(lines.size(), right, ", \"g\": " + group));
                        }
                    }
                });
    }

    private static Cell strata(int n) {
        String rule = "metric: accuracy, atLeast: 0, stratum: s, population: {big: 900, small: 100}";
        return cell("accuracy, strata", rule, 0.9 * 0.95 + 0.1 * 0.7, n, (r, i) -> {
            boolean big = i % 2 == 0;
            return answer(i, r.nextDouble() < (big ? 0.95 : 0.7), ", \"s\": \"" + (big ? "big" : "small") + "\"");
        });
    }

    /** Requests of a traffic in which input r is asked for 1/r as often as the first; every tenth is answered worse. */
    private static Cell drawn(String name, String design, int n, double worse, double better) {
        int inputs = 1000;
        double[] reached = new double[inputs];
        double all = 0;
        double right = 0;
        for (int i = 0; i < inputs; i++) {
            all += 1.0 / (i + 1);
            right += (i % 10 == 3 ? worse : better) / (i + 1);
            reached[i] = all;
        }
        return new Cell(name, "metric: accuracy, atLeast: 0" + design, right / all, n, (r, rows, lines, none) -> {
            int[] times = new int[inputs];
            for (int i = 0; i < rows; i++) {
                int at = Arrays.binarySearch(reached, r.nextDouble() * reached[inputs - 1]);
                times[at < 0 ? -1 - at : at]++;
            }
            for (int i = 0; i < inputs; i++) {
                if (times[i] > 0) {
                    boolean hit = r.nextDouble() < (i % 10 == 3 ? worse : better);
                    lines.add(answer(i, hit, ", \"drawn\": " + times[i]));
                }
            }
        });
    }

    private static Cell paired(int n) {
        return new Cell(
                "accuracy, difference",
                "metric: accuracy, noWorseThanBaseline: 0.5",
                0.02,
                n,
                (r, rows, now, before) -> {
                    for (int i = 0; i < rows; i++) {
                        double u = r.nextDouble();
                        now.add(answer(i, u < 0.85 || u >= 0.96, ""));
                        before.add(answer(i, u < 0.85 || u >= 0.94 && u < 0.96, ""));
                    }
                });
    }

    private static Cell error(
            String name,
            String metric,
            double truth,
            int n,
            java.util.function.ToDoubleFunction<SplittableRandom> error) {
        String limit = metric.equals("r2") ? "atLeast: -9" : "atMost: 1e9";
        return cell(name, "metric: " + metric + ", " + limit, truth, n, (r, i) -> {
            double y = gaussian(r);
            return "{\"id\": \"" + i + "\", \"label\": " + y + ", \"prediction\": " + (y + error.applyAsDouble(r))
                    + "}";
        });
    }

    private static Cell auc(int n, String rule, double truth) {
        return cell(rule.substring(8, rule.indexOf(',')), rule, truth, n, (r, i) -> {
            boolean positive = r.nextDouble() < 0.3;
            return scored(i, positive, gaussian(r) + (positive ? 1.5 : 0));
        });
    }

    private static double averagePrecision(double distance, double share) {
        double sum = 0;
        for (double s = -8; s < 10; s += 0.001) {
            double recalled = share * NORMAL.survivalProbability(s - distance);
            double all = recalled + (1 - share) * NORMAL.survivalProbability(s);
            sum += all > 0 ? 0.001 * NORMAL.density(s - distance) * recalled / all : 0;
        }
        return sum;
    }

    private static Cell probabilities(String metric, int n, DoubleUnaryOperator loss) {
        double truth = IntStream.range(0, 10_000)
                .mapToDouble(i -> loss.applyAsDouble(0.1 + 0.8 * (i + 0.5) / 10_000))
                .average()
                .orElseThrow();
        return cell(metric, "metric: " + metric + ", positive: up, atMost: 2", truth, n, (r, i) -> {
            double q = 0.1 + 0.8 * r.nextDouble();
            return scored(i, r.nextDouble() < q, q);
        });
    }

    /** Three classes of 0.5, 0.3 and 0.2 of the rows, right in 0.9, 0.8 and 0.7, wrong ones split over the others. */
    private static Cell classes(String metric, int n) {
        double[] share = {0.5, 0.3, 0.2};
        double[] right = {0.9, 0.8, 0.7};
        double[] predicted = new double[3];
        for (int k = 0; k < 3; k++) {
            for (int other = 0; other < 3; other++) {
                predicted[other] += share[k] * (k == other ? right[k] : (1 - right[k]) / 2);
            }
        }
        double hit = share[0] * right[0];
        double truth =
                switch (metric.split(",")[0]) {
                    case "balanced_accuracy" -> 0.8;
                    case "f1_macro" ->
                        IntStream.range(0, 3)
                                .mapToDouble(k -> 2 * share[k] * right[k] / (share[k] + predicted[k]))
                                .average()
                                .orElseThrow();
                    case "precision" -> hit / predicted[0];
                    case "recall" -> right[0];
                    case "f1" -> 2 * hit / (share[0] + predicted[0]);
                    default -> 5 * hit / (4 * share[0] + predicted[0]);
                };
        return cell(metric.split(",")[0], "metric: " + metric + ", atLeast: 0", truth, n, (r, i) -> {
            double u = r.nextDouble();
            int label = u < 0.5 ? 0 : u < 0.8 ? 1 : 2;
            int given = r.nextDouble() < right[label] ? label : (label + r.nextInt(1, 3)) % 3;
            return "{\"id\": \"" + i + "\", \"label\": \"" + "abc".charAt(label) + "\", \"prediction\": \""
                    + "abc".charAt(given) + "\"}";
        });
    }

    private static Cell trials(int ids) {
        return new Cell(
                "pass_at_k, 4 trials", "metric: pass_at_k, k: 1, atLeast: 0", 0.5, ids, (r, rows, lines, none) -> {
                    for (int id = 0; id < rows; id++) {
                        double p = r.nextDouble();
                        for (int trial = 0; trial < 4; trial++) {
                            lines.add(answer(id, r.nextDouble() < p, ", \"trial\": " + trial));
                        }
                    }
                });
    }

    static Result run(Cell cell, int trials, long seed) throws Exception {
        Path dir = Files.createTempDirectory("coverage");
        Path now = dir.resolve("now.jsonl");
        Path before = dir.resolve("before.jsonl");
        SplittableRandom random = new SplittableRandom(seed);
        Policy policy = Policy.parse(
                "schema: model-delivery/policy/v1\nrules: [{" + cell.rule + ", confidence: " + CONFIDENCE + "}]",
                "policy");
        int[] counts = new int[5];
        for (int trial = 0; trial < trials; trial++) {
            List<String> candidate = new ArrayList<>();
            List<String> baseline = new ArrayList<>();
            cell.data.write(random, cell.rows, candidate, baseline);
            Files.write(now, candidate);
            Files.write(before, baseline);
            GateRequest request = GateRequest.of(policy, dir, Instant.EPOCH)
                    .candidate(null, now, null, null)
                    .baseline(cell.compares() ? before : null, null, null);
            Optional<RuleOutcome.Interval> interval = Gate.judge(request, new DriftShiftCheck(), Progress.NONE)
                    .rules()
                    .get(0)
                    .interval();
            counts[0] += interval.isPresent() ? 1 : 0;
            if (interval.isPresent() && interval.get().low().isPresent()) {
                counts[1]++;
                counts[2] += interval.get().low().getAsDouble() <= cell.truth + 1e-12 ? 1 : 0;
            }
            if (interval.isPresent() && interval.get().high().isPresent()) {
                counts[3]++;
                counts[4] += interval.get().high().getAsDouble() >= cell.truth - 1e-12 ? 1 : 0;
            }
        }
        Files.delete(now);
        Files.delete(before);
        Files.delete(dir);
        return new Result(trials, counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    public static void main(String[] args) throws Exception {
        int trials = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        boolean below = false;
        System.out.println("| metric | rows | trials | lower bound holds | upper bound holds | has a bound |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        for (Cell cell : cells()) {
            Result result = run(cell, trials, seed);
            if (result.coverage() < CONFIDENCE - TOLERATED) {
                result = run(cell, 10 * trials, seed + 1);
                below |= result.coverage() < CONFIDENCE - TOLERATED;
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %s | %s | %.3f |%n",
                    cell.name,
                    cell.rows,
                    result.trials,
                    shown(result.lower, result.share(result.lower - result.lowerHeld)),
                    shown(result.upper, result.share(result.upper - result.upperHeld)),
                    (double) result.decided / result.trials);
        }
        if (below) {
            System.err.println("a bound holds less often than it says");
            System.exit(1);
        }
    }

    private static String shown(int bounds, double held) {
        return bounds == 0 ? "-" : String.format(Locale.ROOT, "%.3f", held);
    }
}
