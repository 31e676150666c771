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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Measures how often the gate's one-sided bounds hold the truth, through the gate itself. Run with the test class path:
 * {@code CoverageSimulation [trials] [seed] [part/parts]}; prints Markdown, docs/statistics.md. A cell that covers less
 * than its confidence by more than a point is run again with ten times the trials and another seed, and that run decides.
 */
public final class CoverageSimulation {
    /** Writes the rows of one trial: the candidate's, and a baseline's where the rule compares. */
    @FunctionalInterface
    interface Rows {
        void write(SplittableRandom random, int rows, List<String> candidate, List<String> baseline);
    }

    /**
     * A truth, data that have it, and the rule whose bounds should hold it.
     *
     * @param least how often each bound must hold
     */
    record Cell(String name, String rule, double confidence, double truth, int rows, double least, Rows data) {
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

    static Result run(Cell cell, int trials, long seed) throws Exception {
        Path dir = Files.createTempDirectory("coverage");
        Path now = dir.resolve("now.jsonl");
        Path before = dir.resolve("before.jsonl");
        SplittableRandom random = new SplittableRandom(seed);
        Policy policy = Policy.parse(
                "schema: model-delivery/policy/v1\nrules: [{" + cell.rule + ", confidence: " + cell.confidence + "}]",
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
        String[] part = (args.length > 2 ? args[2] : "1/1").split("/");
        List<Cell> cells = CoverageCells.all();
        boolean below = false;
        System.out.println(
                "| metric | rows | confidence | trials | lower bound holds | upper bound holds | has a bound |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (int i = Integer.parseInt(part[0]) - 1; i < cells.size(); i += Integer.parseInt(part[1])) {
            Cell cell = cells.get(i);
            Result result = run(cell, trials, seed);
            if (result.coverage() < cell.least) {
                result = run(cell, 10 * trials, seed + 1);
                below |= result.coverage() < cell.least;
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %s | %d | %s | %s | %.3f |%n",
                    cell.name,
                    cell.rows,
                    cell.confidence,
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
