package io.jenkins.plugins.modeldelivery.evalgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A failed request never helps, and repeated rows bring no evidence. */
class FailedRowsTest {
    /** Each metric with the limit that makes it pass about half of the time, and what it needs. */
    private static final List<String> RULES = List.of(
            "metric: accuracy, atLeast: 0.6",
            "metric: accuracy, atLeast: 0.6, groupBy: g",
            "metric: accuracy, atLeast: 0.6, weight: v",
            "metric: accuracy, atLeast: 0.6, stratum: s, population: {x: 3, y: 1}",
            "metric: balanced_accuracy, atLeast: 0.6",
            "metric: f1_macro, atLeast: 0.6",
            "metric: f1_macro, atLeast: 0.6, groupBy: g",
            "metric: f1_micro, atLeast: 0.6",
            "metric: 'precision', positive: a, atLeast: 0.6",
            "metric: recall, positive: a, atLeast: 0.6",
            "metric: f1, positive: a, atLeast: 0.6",
            "metric: f_beta, beta: 0.5, positive: a, atLeast: 0.6",
            "metric: f_beta, beta: 2, positive: a, atLeast: 0.6",
            "metric: mcc, atLeast: 0.2",
            "metric: roc_auc, positive: a, atLeast: 0.6",
            "metric: roc_auc, positive: a, atLeast: 0.6, weight: v, groupBy: g",
            "metric: roc_auc_macro, atLeast: 0.6",
            "metric: average_precision, positive: a, atLeast: 0.5",
            "metric: brier, positive: a, atMost: 0.3",
            "metric: brier, atMost: 0.6",
            "metric: log_loss, positive: a, atMost: 0.9",
            "metric: ece, positive: a, atMost: 0.3",
            "metric: ece, bins: 3, atMost: 0.3",
            "metric: top_k_accuracy, k: 1, atLeast: 0.6",
            "metric: mean(score), range: [0, 1], atLeast: 0.45",
            "metric: mean(score), range: [0, 1], atMost: 0.55",
            "metric: exact_match, atLeast: 0.6",
            "metric: json_match, atLeast: 0.6",
            "metric: pass_at_k, k: 1, atLeast: 0.6",
            "metric: pass_hat_k, k: 1, atLeast: 0.6",
            "metric: schema_compliance, atLeast: 0",
            "metric: rows, atLeast: 24",
            "metric: p50_latency_ms, atMost: 50",
            "metric: p90_latency_ms, atMost: 90",
            "metric: p95_latency_ms, atMost: 95",
            "metric: p99_latency_ms, atMost: 97",
            "metric: mean_latency_ms, atMost: 50",
            "metric: mean_latency_ms, range: [0, 100], atMost: 50",
            "metric: p95_time_to_first_token_ms, atMost: 95",
            "metric: error_rate, atMost: 0.05",
            "metric: accuracy, noWorseThanBaseline: 0.02",
            "metric: accuracy, noWorseThanBaseline: 0.02, weight: v, groupBy: g",
            "metric: balanced_accuracy, noWorseThanBaseline: 0.02",
            "metric: f1_macro, noWorseThanBaseline: 0.02",
            "metric: 'precision', positive: a, noWorseThanBaseline: 0.02",
            "metric: f1, positive: a, noWorseThanBaseline: 0.02",
            "metric: brier, positive: a, noWorseThanBaseline: 0.02",
            "metric: roc_auc, positive: a, noWorseThanBaseline: 0.02");

    private static final List<String> NUMBERS = List.of(
            "metric: mae, atMost: 0.5",
            "metric: mae, range: [0, 1], atMost: 0.5",
            "metric: rmse, atMost: 0.6",
            "metric: rmse, range: [0, 1], atMost: 0.6",
            "metric: r2, atLeast: 0.5",
            "metric: mape, atMost: 0.2",
            "metric: smape, atMost: 0.2",
            "metric: wape, atMost: 0.2",
            "metric: wape, range: [0, 1], atMost: 0.2",
            "metric: pinball, quantile: 0.9, atMost: 0.3",
            "metric: mae, range: [0, 1], noWorseThanBaseline: 0.02",
            "metric: smape, noWorseThanBaseline: 0.02");

    private static final List<String> LISTS = List.of(
            "metric: f1_micro, atLeast: 0.6",
            "metric: f1_macro, atLeast: 0.6",
            "metric: jaccard, atLeast: 0.5",
            "metric: subset_accuracy, atLeast: 0.3",
            "metric: ndcg, k: 3, atLeast: 0.7",
            "metric: ndcg, k: 3, emptyQueries: zero, atLeast: 0.7",
            "metric: mrr, atLeast: 0.7",
            "metric: mrr, emptyQueries: zero, noWorseThanBaseline: 0.02",
            "metric: recall_at_k, k: 1, atLeast: 0.4",
            "metric: hit_rate, k: 1, emptyQueries: zero, atLeast: 0.6",
            "metric: jaccard, noWorseThanBaseline: 0.02");

    /** The estimate alone, and a confidence that a few rows can reach. */
    private static final List<String> CONFIDENCES = List.of("", ", confidence: 0.7");

    private static String row(int i, Random random, boolean failed) {
        String label = random.nextInt(3) == 0 ? "b" : "a";
        boolean right = random.nextDouble() < 0.65;
        double score = (label.equals("a") ? 0.3 : 0.1) + 0.6 * random.nextDouble();
        int latency = 1 + random.nextInt(99);
        String answer = failed
                ? "\"error\": \"timeout\""
                : "\"prediction\": \"%s\", \"score\": %s, \"scores\": {\"a\": %s, \"b\": %s}, \"latency_ms\": %d, \"time_to_first_token_ms\": %d"
                        .formatted(
                                right ? label : label.equals("a") ? "b" : "a",
                                score,
                                score,
                                1 - score,
                                latency,
                                latency);
        return "{\"id\": \"%d\", \"label\": \"%s\", \"g\": %d, \"v\": %d, \"s\": \"%s\", \"trial\": 0, %s}"
                .formatted(i, label, i / 3, 1 + i % 4, i % 2 == 0 ? "x" : "y", answer);
    }

    private static String number(int i, Random labels, Random answers) {
        double y = 1 + 3 * labels.nextDouble();
        return "{\"id\": \"%d\", \"label\": %s, \"prediction\": %s}"
                .formatted(i, y, y + answers.nextDouble() * (answers.nextBoolean() ? 1 : -1));
    }

    private static String list(int i, Random labels, Random answers) {
        List<String> label = new ArrayList<>(List.of("\"x\"", "\"y\"", "\"z\""));
        List<String> given = new ArrayList<>(label);
        Collections.shuffle(label, labels);
        Collections.shuffle(given, answers);
        return "{\"id\": \"%d\", \"label\": %s, \"prediction\": %s}"
                .formatted(i, label.subList(0, labels.nextInt(4)), given.subList(0, answers.nextInt(4)));
    }

    private static List<String> rows(long seed, int n, int failed) {
        Random random = new Random(seed);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            rows.add(row(i, random, i == failed));
        }
        return rows;
    }

    private static List<RuleOutcome> judge(String policy, List<String> rows, List<String> before) throws Exception {
        Path dir = Files.createTempDirectory("failed-rows");
        Path now = Files.write(dir.resolve("now.jsonl"), rows);
        Path baseline = Files.write(dir.resolve("before.jsonl"), before);
        List<RuleOutcome> outcomes = GateFiles.judge(new GateFiles(dir)
                        .request(GateFiles.policy(policy))
                        .candidate(null, now, null, null)
                        .baseline(baseline, null, null))
                .rules();
        Files.delete(now);
        Files.delete(baseline);
        Files.delete(dir);
        return outcomes;
    }

    @Property(tries = 60)
    void shouldNeverJudgeBetterBecauseARequestFailed(@ForAll long seed, @ForAll @IntRange(max = 23) int failed)
            throws Exception {
        String policy = policy(RULES.subList(0, RULES.size() / 2)); // a policy has at most 100 rules
        String others = policy(RULES.subList(RULES.size() / 2, RULES.size()));
        List<String> before = rows(seed + 1, 24, -1);
        List<String> labelled = new ArrayList<>();
        List<String> now = rows(seed, 24, -1);
        for (int i = 0; i < 24; i++) { // the baseline has the candidate's labels
            String label = now.get(i).replaceAll(".*\"label\": \"(.)\".*", "$1");
            labelled.add(before.get(i).replaceAll("\"label\": \".\"", "\"label\": \"" + label + "\""));
        }
        List<String> broken = new ArrayList<>(now);
        broken.set(failed, now.get(failed).replaceAll("\"prediction\".*", "\"error\": \"timeout\"}"));
        assertNoBetter(judge(policy, broken, labelled), judge(policy, now, labelled));
        assertNoBetter(judge(others, broken, labelled), judge(others, now, labelled));
    }

    /** One line a row, from the labels that both versions have and the answers of one. */
    @FunctionalInterface
    private interface Line {
        String of(int i, Random labels, Random answers);
    }

    @Property(tries = 20)
    void shouldNeverJudgeNumbersOrListsBetterBecauseARequestFailed(
            @ForAll long seed, @ForAll @IntRange(max = 23) int failed) throws Exception {
        neverBetter(NUMBERS, FailedRowsTest::number, seed, failed);
        neverBetter(LISTS, FailedRowsTest::list, seed, failed);
    }

    private static void neverBetter(List<String> rules, Line line, long seed, int failed) throws Exception {
        Random labels = new Random(seed);
        Random same = new Random(seed);
        Random answers = new Random(seed + 1);
        List<String> now = new ArrayList<>();
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            now.add(line.of(i, labels, answers));
            before.add(line.of(i, same, answers));
        }
        List<String> broken = new ArrayList<>(now);
        broken.set(failed, now.get(failed).replaceAll("\"prediction\".*", "\"error\": \"timeout\"}"));
        String policy = policy(rules);
        assertNoBetter(judge(policy, broken, before), judge(policy, now, before));
    }

    private static String policy(List<String> rules) {
        List<String> all = new ArrayList<>();
        rules.forEach(rule -> CONFIDENCES.forEach(confidence -> all.add("{" + rule + confidence + "}")));
        return "rules: [" + String.join(", ", all) + "]";
    }

    private static void assertNoBetter(List<RuleOutcome> with, List<RuleOutcome> whole) {
        for (int i = 0; i < whole.size(); i++) {
            RuleOutcome outcome = with.get(i);
            assertThat(rank(outcome))
                    .as("rule %d, %s %s: %s", i, outcome.metric(), outcome.operator(), outcome.reason())
                    .isLessThanOrEqualTo(rank(whole.get(i)));
        }
    }

    /** FAIL below INCONCLUSIVE below PASS, but a rule that cannot be told any more is no better for that. */
    private static int rank(RuleOutcome outcome) {
        return outcome.verdict() == Verdict.PASS ? 1 : 0;
    }

    /** A drawn row that nobody has labelled counts as wrong, so that leaving out a label never helps. */
    @Property(tries = 20)
    void shouldNeverJudgeBetterBecauseALabelIsMissing(@ForAll long seed, @ForAll @IntRange(max = 23) int open)
            throws Exception {
        String policy = policy(RULES.subList(0, RULES.size() / 2));
        String rest = policy(RULES.subList(RULES.size() / 2, RULES.size()));
        List<String> now = new ArrayList<>();
        List<String> before = new ArrayList<>();
        List<String> others = rows(seed + 1, 24, -1);
        List<String> own = rows(seed, 24, -1);
        for (int i = 0; i < 24; i++) {
            String label = own.get(i).replaceAll(".*\"label\": \"(.)\".*", "$1");
            now.add(own.get(i).replace("{", "{\"drawn\": " + (1 + i % 3) + ", "));
            before.add(others.get(i)
                    .replaceAll("\"label\": \".\"", "\"label\": \"" + label + "\", \"drawn\": " + (1 + i % 3)));
        }
        List<String> fewer = new ArrayList<>(now);
        List<String> fewerBefore = new ArrayList<>(before);
        fewer.set(open, now.get(open).replaceAll("\"label\": \".\", ", ""));
        fewerBefore.set(open, before.get(open).replaceAll("\"label\": \".\", ", ""));
        assertNoBetter(judge(policy, fewer, fewerBefore), judge(policy, now, before));
        assertNoBetter(judge(rest, fewer, fewerBefore), judge(rest, now, before));
    }

    @Property(tries = 20)
    void shouldNotGrowTighterByRowsRepeatedUnderTheirGroup(@ForAll @IntRange(max = 1_000_000) int seed)
            throws Exception {
        List<String> rows = rows(seed, 60, -1);
        List<String> repeated = new ArrayList<>();
        for (int copy = 0; copy < 10; copy++) {
            for (int i = 0; i < rows.size(); i++) {
                repeated.add(rows.get(i).replace("{\"id\": \"" + i + "\"", "{\"id\": \"" + copy + "-" + i + "\""));
            }
        }
        String policy = "groupBy: g\nrules: [{metric: accuracy, atLeast: 0.6, confidence: 0.95},"
                + " {metric: f1_macro, atLeast: 0.6, confidence: 0.95}, {metric: brier, positive: a, atMost: 0.6, confidence: 0.95},"
                + " {metric: roc_auc, positive: a, atLeast: 0.6, confidence: 0.95}]";
        assertNoTighter(judge(policy, repeated, List.of()), judge(policy, rows, List.of()));
        List<String> drawn =
                rows.stream().map(row -> row.replace("{", "{\"drawn\": 10, ")).toList();
        assertNoTighter(judge(policy, drawn, List.of()), judge(policy, rows, List.of()));
    }

    /** One group alone may have grown, or all but it; weights may differ. */
    @Property(tries = 40)
    void shouldNotGrowTighterByARowRepeatedTenTimesUnderItsGroup(
            @ForAll @IntRange(max = 1_000_000) int seed, @ForAll @IntRange(max = 59) int row) throws Exception {
        List<String> rows = new ArrayList<>();
        Random random = new Random(seed);
        for (String line : rows(seed, 60, -1)) {
            rows.add(line.replace("{", "{\"w\": " + (1 + random.nextInt(4)) + ", "));
        }
        List<String> repeated = new ArrayList<>(rows);
        String before = rows.get(row);
        for (int copy = 1; copy < 10; copy++) {
            // each copy weighs a tenth, so that the row counts as it did
            repeated.add(before.replace("\"id\": \"" + row + "\"", "\"id\": \"" + copy + "-" + row + "\""));
        }
        for (int at = 0; at < repeated.size(); at++) {
            if (at == row || at >= 60) {
                repeated.set(at, repeated.get(at).replaceFirst("\"w\": (\\d)", "\"w\": 0.$1"));
            }
        }
        String policy = "groupBy: g\nweight: w\nrules: [{metric: accuracy, atLeast: 0.6, confidence: 0.95},"
                + " {metric: brier, positive: a, atMost: 0.6, confidence: 0.95}]";
        assertNoTighter(judge(policy, repeated, List.of()), judge(policy, rows, List.of()));
    }

    private static void assertNoTighter(List<RuleOutcome> often, List<RuleOutcome> once) {
        for (int i = 0; i < once.size(); i++) {
            RuleOutcome.Interval narrow = once.get(i).interval().orElseThrow();
            RuleOutcome.Interval wide = often.get(i).interval().orElseThrow();
            assertThat(wide.low().orElseThrow())
                    .isLessThanOrEqualTo(narrow.low().orElseThrow() + 1e-8);
            assertThat(wide.high().orElseThrow())
                    .isGreaterThanOrEqualTo(narrow.high().orElseThrow() - 1e-8);
        }
    }
}
