package io.jenkins.plugins.modeldelivery.bench;

import static io.jenkins.plugins.modeldelivery.bench.CoverageData.NORMAL;
import static io.jenkins.plugins.modeldelivery.bench.CoverageData.answer;
import static io.jenkins.plugins.modeldelivery.bench.CoverageData.both;
import static io.jenkins.plugins.modeldelivery.bench.CoverageData.exponential;
import static io.jenkins.plugins.modeldelivery.bench.CoverageData.gaussian;
import static io.jenkins.plugins.modeldelivery.bench.CoverageData.grouped;
import static io.jenkins.plugins.modeldelivery.bench.CoverageData.number;
import static io.jenkins.plugins.modeldelivery.bench.CoverageData.one;
import static io.jenkins.plugins.modeldelivery.bench.CoverageData.plain;
import static io.jenkins.plugins.modeldelivery.bench.CoverageData.scored;
import static io.jenkins.plugins.modeldelivery.bench.CoverageData.weighted;

import io.jenkins.plugins.modeldelivery.bench.CoverageData.Classes;
import io.jenkins.plugins.modeldelivery.bench.CoverageData.Line;
import io.jenkins.plugins.modeldelivery.bench.CoverageData.Traffic;
import io.jenkins.plugins.modeldelivery.bench.CoverageSimulation.Cell;
import io.jenkins.plugins.modeldelivery.bench.CoverageSimulation.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** One cell for each bound that the gate has, of few rows and of more. */
final class CoverageCells {
    private static final double CONFIDENCE = 0.95;
    private static final double TOLERATED = 0.01;
    private static final String GROUPS = ", groupBy: g";
    private static final String WEIGHTS = ", weight: w";
    private static final String COMPARED = ", noWorseThanBaseline: 0.5";

    private final List<Cell> cells = new ArrayList<>();

    private CoverageCells() {}

    static List<Cell> all() {
        CoverageCells all = new CoverageCells();
        for (int times : new int[] {1, 4}) {
            int n = 50 * times;
            all.shares(n);
            all.boundedScores(n);
            all.sets(n);
            all.rankings(n);
            all.trials(n);
            all.losses(2 * n);
            all.scores(2 * n);
            all.classes(2 * n);
            all.differences(2 * n);
            all.quantiles(2 * n);
        }
        all.limits();
        return all.cells;
    }

    private void cell(String name, String rule, double truth, int n, Rows rows) {
        cells.add(new Cell(name, "metric: " + rule, CONFIDENCE, truth, n, CONFIDENCE - TOLERATED, rows));
    }

    private static Line right(double share) {
        return random -> one(answer(random.nextDouble() < share));
    }

    private void shares(int n) {
        String rule = "accuracy, atLeast: 0";
        for (double share : new double[] {0.5, 0.9, 0.99}) {
            cell("accuracy of " + share, rule, share, n, plain(right(share)));
        }
        cell("accuracy, weights", rule + WEIGHTS, 0.9, n, weighted(right(0.9)));
        cell("accuracy, weights, heavy rows worse", rule + WEIGHTS, 0.775, n, plain(random -> {
            boolean heavy = random.nextDouble() < 0.2;
            return one(answer(random.nextDouble() < (heavy ? 0.6 : 0.95)) + ", \"w\": " + (heavy ? 4 : 1));
        }));
        cell("accuracy, groups", rule + GROUPS, 0.9, n, grouped(right(0.9)));
        cell("accuracy, groups all alike", rule + GROUPS, 0.9, n, grouped(right(0.9), 9, 1, false));
        cell("accuracy, groups and weights", rule + GROUPS + WEIGHTS, 0.9, n, grouped(right(0.9), 9, 0.3, true));
        for (double confidence : new double[] {0.8, 0.99}) {
            cells.add(new Cell(
                    "accuracy, groups",
                    "metric: " + rule + GROUPS,
                    confidence,
                    0.9,
                    n,
                    confidence - TOLERATED,
                    grouped(right(0.9))));
        }
        cell("error_rate", "error_rate, atMost: 1", 0.03, n, plain(random -> {
            return one(random.nextDouble() < 0.03 ? "\"label\": \"a\", \"error\": \"timeout\"" : answer(true));
        }));
        String strata = rule + ", stratum: s, population: {big: 900, small: 100}";
        for (double big : new double[] {0.7, 0.95}) {
            cell("accuracy, strata of " + big + " and 0.7", strata, 0.9 * big + 0.1 * 0.7, n, plain(random -> {
                boolean isBig = random.nextBoolean();
                String stratum = ", \"s\": \"" + (isBig ? "big" : "small") + "\"";
                return one(answer(random.nextDouble() < (isBig ? big : 0.7)) + stratum);
            }));
        }
        Traffic fixed = new Traffic(0, 1);
        cell("accuracy, drawn requests", rule, fixed.truth(), n, fixed.rows());
        Traffic vary = new Traffic(0.2, 0.95);
        String name = "accuracy, drawn requests, answers vary, `groupBy: id`";
        cell(name, rule + ", groupBy: id", vary.truth(), n, vary.rows());
        Line pair = random -> {
            double u = random.nextDouble();
            return both(answer(u < 0.85 || u >= 0.96), answer(u < 0.85 || u >= 0.94 && u < 0.96));
        };
        cell("accuracy, difference", "accuracy" + COMPARED, 0.02, n, plain(pair));
        cell("accuracy, difference, groups", "accuracy" + GROUPS + COMPARED, 0.02, n, grouped(pair));
        cell("accuracy, difference, weights", "accuracy" + WEIGHTS + COMPARED, 0.02, n, weighted(pair));
    }

    private void boundedScores(int n) {
        String rule = "mean(s), atLeast: 0, range: [0, 1]";
        Line rare = random -> one("\"s\": " + (random.nextDouble() < 0.98 ? 1 : 0));
        Line uniform = random -> one("\"s\": " + random.nextDouble());
        cell("score in [0, 1], rare zeros", rule, 0.98, n, plain(rare));
        cell("score in [0, 1], uniform", rule, 0.5, n, plain(uniform));
        cell("score in [0, 1], groups", rule + GROUPS, 0.5, n, grouped(uniform));
        cell("score in [0, 1], weights", rule + WEIGHTS, 0.5, n, weighted(uniform));
        Line pair = random -> {
            double s = random.nextDouble();
            double other = random.nextBoolean() ? s : random.nextDouble();
            return both("\"s\": " + s, "\"s\": " + other * other);
        };
        String compared = "mean(s), higherIsBetter: true, range: [0, 1]" + COMPARED;
        cell("score in [0, 1], difference", compared, 0.5 - 1.0 / 3, n, plain(pair));
        cell("smape", "smape, atMost: 2", 4 * Math.log(Math.cosh(0.5)), n, plain(random -> {
            double y = 1 + random.nextDouble();
            return one(number(y, y * Math.exp(random.nextDouble(-1, 1))));
        }));
    }

    private void sets(int n) {
        Line sets = CoverageData.sets();
        cell("f1_micro of sets", "f1_micro, atLeast: 0", 0.8, n, plain(sets));
        cell("f1_micro of sets, groups", "f1_micro, atLeast: 0" + GROUPS, 0.8, n, grouped(sets));
        cell("jaccard", "jaccard, atLeast: 0", CoverageData.overlap(), n, plain(sets));
        cell("subset_accuracy", "subset_accuracy, atLeast: 0", 0.512, n, plain(sets));
    }

    private void rankings(int n) {
        Line ranking = CoverageData.ranking();
        double gain = IntStream.rangeClosed(1, 10)
                .mapToDouble(rank -> Math.log(2) / Math.log(rank + 1.0))
                .average()
                .orElseThrow();
        // the first of two relevant documents stands at rank r in 10 - r of 45 pairs
        double reciprocal = IntStream.rangeClosed(1, 9)
                .mapToDouble(rank -> (10.0 - rank) / 45 / rank)
                .sum();
        double ideal = 3 + Math.log(2) / Math.log(3);
        cell("ndcg", "ndcg, k: 10, atLeast: 0", 4 * gain / ideal, n, plain(ranking));
        cell("ndcg, groups", "ndcg, k: 10, atLeast: 0" + GROUPS, 4 * gain / ideal, n, grouped(ranking));
        cell("mrr", "mrr, atLeast: 0", reciprocal, n, plain(ranking));
        cell("recall_at_k", "recall_at_k, k: 3, atLeast: 0", 0.3, n, plain(ranking));
        cell("hit_rate", "hit_rate, k: 3, atLeast: 0", 24.0 / 45, n, plain(ranking));
    }

    private void trials(int n) {
        cell("pass_at_k of 4 trials, k 1", "pass_at_k, k: 1, atLeast: 0", 0.5, n, CoverageData.trials(4));
        cell("pass_at_k of 4 trials, k 2", "pass_at_k, k: 2, atLeast: 0", 2.0 / 3, n, CoverageData.trials(4));
        cell("pass_hat_k of 4 trials, k 2", "pass_hat_k, k: 2, atLeast: 0", 1.0 / 3, n, CoverageData.trials(4));
    }

    private void losses(int n) {
        Line skewed = random -> {
            double y = gaussian(random);
            return one(number(y, y + exponential(random)));
        };
        Line normal = random -> {
            double y = gaussian(random);
            return one(number(y, y + gaussian(random)));
        };
        cell("mae, exponential", "mae, atMost: 1e9", 1, n, plain(skewed));
        cell("mae, exponential, weights", "mae, atMost: 1e9" + WEIGHTS, 1, n, weighted(skewed));
        cell("mae, exponential, groups", "mae, atMost: 1e9" + GROUPS, 1, 5 * n, grouped(skewed));
        cell("rmse, normal", "rmse, atMost: 1e9", 1, 4 * n, plain(normal));
        cell("r2", "r2, atLeast: -9", 0.75, n, plain(random -> {
            double y = gaussian(random);
            return one(number(y, y + 0.5 * gaussian(random)));
        }));
        cell("mape", "mape, atMost: 1e9", 0.2 * Math.sqrt(2 / Math.PI), n, plain(random -> {
            double y = 1 + random.nextDouble();
            return one(number(y, y * (1 + 0.2 * gaussian(random))));
        }));
        cell("wape", "wape, atMost: 1e9", 0.2, n, plain(random -> {
            double y = 1 + random.nextDouble();
            return one(number(y, y + 0.3 * exponential(random)));
        }));
        double z = NORMAL.inverseCumulativeProbability(0.9);
        cell("pinball", "pinball, quantile: 0.9, atMost: 1e9", NORMAL.density(z), n, plain(random -> {
            return one(number(gaussian(random), z));
        }));
        cell("mean(s)", "mean(s), atMost: 1e9", 1, n, plain(random -> one("\"s\": " + exponential(random))));
        String latency = "mean_latency_ms, atMost: 1e9";
        cell("mean_latency_ms", latency, 100, n, plain(random -> one("\"latency_ms\": " + 100 * exponential(random))));
        Line pair = random -> {
            double y = gaussian(random);
            double e = exponential(random);
            double other = random.nextBoolean() ? e : exponential(random);
            return both(number(y, y + e), number(y, y + 1.2 * other));
        };
        cell("mae, difference", "mae" + COMPARED, -0.2, n, plain(pair));
    }

    private static double mean(DoubleUnaryOperator value) {
        return IntStream.range(0, 10_000)
                .mapToDouble(i -> value.applyAsDouble(0.1 + 0.8 * (i + 0.5) / 10_000))
                .average()
                .orElseThrow();
    }

    private void scores(int n) {
        Line separated = CoverageData.separated(0.3, 1.5);
        double auc = CoverageData.auc(1.5);
        String rule = "roc_auc, positive: up, atLeast: 0";
        cell("roc_auc", rule, auc, n, plain(separated));
        cell("roc_auc of 0.98", rule, CoverageData.auc(3), n, plain(CoverageData.separated(0.3, 3)));
        cell("roc_auc, groups", rule + GROUPS, auc, n, grouped(separated));
        cell("roc_auc, weights", rule + WEIGHTS, auc, n, weighted(separated));
        cell("roc_auc_macro", "roc_auc_macro, atLeast: 0", auc, n, plain(random -> {
            int label = random.nextInt(3);
            return one("\"label\": \"%s\", \"scores\": {\"a\": %s, \"b\": %s, \"c\": %s}"
                    .formatted(
                            "abc".charAt(label),
                            gaussian(random) + (label == 0 ? 1.5 : 0),
                            gaussian(random) + (label == 1 ? 1.5 : 0),
                            gaussian(random) + (label == 2 ? 1.5 : 0)));
        }));
        for (double share : new double[] {0.1, 0.3}) {
            cell(
                    "average_precision, positives " + share,
                    "average_precision, positive: up, atLeast: 0",
                    CoverageData.averagePrecision(1.5, share),
                    n,
                    plain(CoverageData.separated(share, 1.5)));
        }
        Line calibrated = random -> {
            double q = 0.1 + 0.8 * random.nextDouble();
            return one(scored(random.nextDouble() < q, q));
        };
        double logLoss = mean(q -> -q * Math.log(q) - (1 - q) * Math.log(1 - q));
        double brier = mean(q -> q * (1 - q));
        cell("log_loss", "log_loss, positive: up, atMost: 9", logLoss, n, plain(calibrated));
        cell("brier", "brier, positive: up, atMost: 2", brier, n, plain(calibrated));
        cell("brier, groups", "brier, positive: up, atMost: 2" + GROUPS, brier, n, grouped(calibrated));
        cell("log_loss, 3 classes", "log_loss, atMost: 9", 5.0 / 6, n, plain(CoverageData.probabilities()));
        cell("brier, 3 classes", "brier, atMost: 2", 0.5, n, plain(CoverageData.probabilities()));
        cell("top_k_accuracy", "top_k_accuracy, k: 2, atLeast: 0", 8.0 / 9, n, plain(CoverageData.probabilities()));
        cell("ece, overconfident by 0.1", "ece, atMost: 1, positive: up", 0.1, n, plain(random -> {
            double s = 0.5 + random.nextDouble() / 2;
            return one(scored(random.nextDouble() < s - 0.1, s));
        }));
    }

    private void classes(int n) {
        Classes classes = new Classes(0.9, 0.8, 0.7);
        Rows rows = plain(classes.line());
        Rows groups = grouped(classes.line());
        cell("balanced_accuracy", "balanced_accuracy, atLeast: 0", classes.balanced(), n, rows);
        cell("f1_macro", "f1_macro, atLeast: 0", classes.macro(), n, rows);
        cell("f1_macro, groups", "f1_macro, atLeast: 0" + GROUPS, classes.macro(), n, groups);
        cell("f1_micro", "f1_micro, atLeast: 0", classes.accuracy(), n, rows);
        String positive = ", positive: a, atLeast: 0";
        cell("precision", "precision" + positive, classes.precision(), n, rows);
        cell("recall", "recall" + positive, 0.9, n, rows);
        cell("recall, groups", "recall" + positive + GROUPS, 0.9, n, groups);
        cell("f1", "f1" + positive, classes.fBeta(1), n, rows);
        cell("f1, groups", "f1" + positive + GROUPS, classes.fBeta(1), n, groups);
        for (double beta : new double[] {0.5, 2}) {
            cell("f_beta, beta " + beta, "f_beta, beta: " + beta + positive, classes.fBeta(beta), n, rows);
        }
    }

    private void differences(int n) {
        Classes now = new Classes(0.9, 0.8, 0.7);
        Classes before = new Classes(0.85, 0.8, 0.6);
        Rows rows = plain(now.with(before));
        double balanced = now.balanced() - before.balanced();
        cell("balanced_accuracy, difference", "balanced_accuracy" + COMPARED, balanced, n, rows);
        cell("f1_macro, difference", "f1_macro" + COMPARED, now.macro() - before.macro(), n, rows);
        String positive = ", positive: a" + COMPARED;
        cell("precision, difference", "precision" + positive, now.precision() - before.precision(), n, rows);
        cell("recall, difference", "recall" + positive, 0.05, n, rows);
        cell("f1, difference", "f1" + positive, now.fBeta(1) - before.fBeta(1), n, rows);
        double auc = CoverageData.auc(1.5) - CoverageData.auc(1.2);
        cell("roc_auc, difference", "roc_auc, positive: up" + COMPARED, auc, n, plain(random -> {
            boolean isUp = random.nextDouble() < 0.3;
            double own = gaussian(random);
            double other = 0.8 * own + 0.6 * gaussian(random);
            return both(scored(isUp, own + (isUp ? 1.5 : 0)), scored(isUp, other + (isUp ? 1.2 : 0)));
        }));
        double brier = -mean(q -> (0.1 - 0.2 * q) * (0.1 - 0.2 * q));
        cell("brier, difference", "brier, positive: up" + COMPARED, brier, n, plain(random -> {
            double q = 0.1 + 0.8 * random.nextDouble();
            boolean isUp = random.nextDouble() < q;
            return both(scored(isUp, q), scored(isUp, 0.1 + 0.8 * q));
        }));
        double slower = -10 * -Math.log(0.05);
        cell("p95_latency_ms, difference", "p95_latency_ms, noWorseThanBaseline: 9", slower, n, plain(random -> {
            double own = exponential(random);
            double other = random.nextBoolean() ? own : exponential(random);
            return both("\"latency_ms\": " + 100 * own, "\"latency_ms\": " + 110 * other);
        }));
    }

    private void quantiles(int n) {
        Line line = random -> one("\"latency_ms\": " + 100 * exponential(random));
        for (int percent : new int[] {50, 90, 95, 99}) {
            String metric = "p" + percent + "_latency_ms";
            cell(metric, metric + ", atMost: 1e9", -100 * Math.log(1 - percent / 100.0), n, plain(line));
        }
        String first = "p95_time_to_first_token_ms";
        cell(first, first + ", atMost: 1e9", -Math.log(0.05), n, plain(random -> {
            return one("\"time_to_first_token_ms\": " + exponential(random));
        }));
    }

    /** What no bound over groups holds: sizes with a Pareto tail of index 2, and large groups answered worse. */
    private void limits() {
        double[] size = new double[1000];
        double all = 0;
        double right = 0;
        for (int k = 1; k <= size.length; k++) {
            // at least k of 1,000 rows at most: a share of 1 / k^2
            size[k - 1] = 1 / ((double) k * k) - (k == size.length ? 0 : 1 / ((k + 1.0) * (k + 1)));
            all += k * size[k - 1];
            right += k * size[k - 1] * rightIn(k);
        }
        double truth = right / all;
        Rows rows = (random, groups, now, before) -> {
            for (int group = 0; group < groups; group++) {
                int k = (int) Math.min(size.length, Math.floor(1 / Math.sqrt(1 - random.nextDouble())));
                for (int i = 0; i < k; i++) {
                    String fields = answer(random.nextDouble() < rightIn(k));
                    now.add("{\"id\": \"" + now.size() + "\", " + fields + ", \"g\": " + group + "}");
                }
            }
        };
        cells.add(new Cell(
                "accuracy, sizes of groups with a Pareto tail of 2, large ones worse (the limit)",
                "metric: accuracy, atLeast: 0" + GROUPS,
                CONFIDENCE,
                truth,
                100,
                0.9,
                rows));
    }

    private static double rightIn(int size) {
        return 0.5 + 0.45 / size;
    }
}
