package io.jenkins.plugins.modeldelivery.evalgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values by hand, or by scikit-learn 1.2 where a line says so. */
class ComputedMetricsTest {
    /** Data of each kind, in a few rows. */
    private static final String CLASSES = """
            {"id": "0", "label": "a", "prediction": "a"}
            {"id": "1", "label": "a", "prediction": "a"}
            {"id": "2", "label": "a", "prediction": "b"}
            {"id": "3", "label": "b", "prediction": "b"}
            {"id": "4", "label": "b", "prediction": "a"}
            {"id": "5", "label": "c", "prediction": "c"}
            """;

    private static final String SCORES = """
            {"id": "0", "label": "up", "score": 0.9}
            {"id": "1", "label": "down", "score": 0.8}
            {"id": "2", "label": "up", "score": 0.8}
            {"id": "3", "label": "down", "score": 0.1}
            """;
    private static final String NUMBERS = """
            {"id": "0", "label": 1, "prediction": 2}
            {"id": "1", "label": 2, "prediction": 2}
            {"id": "2", "label": 4, "prediction": 1}
            """;
    private static final String SETS = """
            {"id": "0", "label": ["x", "y"], "prediction": ["x"]}
            {"id": "1", "label": [], "prediction": []}
            {"id": "2", "label": ["z"], "prediction": ["z", "x"]}
            """;
    private static final String RANKINGS = """
            {"id": "0", "label": {"d1": 2, "d2": 1}, "prediction": ["d2", "d3", "d1"]}
            {"id": "1", "label": ["d1"], "prediction": ["d4", "d1", "d1"]}
            """;
    private static final String TEXTS = """
            {"id": "0", "label": "Yes.", "prediction": " yes", "s": 4}
            {"id": "1", "label": "{\\"a\\": [1, 2.0]}", "prediction": "```json\\n{\\"a\\": [1.0, 2]}\\n```", "s": 2}
            """;
    private static final String TRIALS = """
            {"id": "0", "trial": 1, "label": "a", "prediction": "a"}
            {"id": "0", "trial": 2, "label": "a", "prediction": "b"}
            {"id": "0", "trial": 3, "label": "a", "prediction": "a"}
            {"id": "1", "trial": 1, "label": "a", "prediction": "b"}
            {"id": "1", "trial": 2, "label": "a", "prediction": "b"}
            """;

    @TempDir
    Path dir;

    private GateFiles files;

    @BeforeEach
    void setUp() {
        files = new GateFiles(dir);
    }

    private RuleOutcome outcome(String rule, String rows) throws Exception {
        GateReport report = report(rule, rows);
        return report.rules().get(0);
    }

    private GateReport report(String rule, String rows) throws Exception {
        GateReport report = GateFiles.judge(files.request(GateFiles.policy("rules: [{" + rule + "}]"))
                .candidate(null, files.text("rows.jsonl", rows), null, null));
        String json = Json.pretty(report.toJson());
        assertThat(Json.pretty(GateReport.recompute(Json.parse(json, "report")).toJson()))
                .isEqualTo(json);
        return report;
    }

    private static String rows(String kind) {
        return switch (kind) {
            case "classes" -> CLASSES;
            case "scores" -> SCORES;
            case "numbers" -> NUMBERS;
            case "sets" -> SETS;
            case "rankings" -> RANKINGS;
            case "trials" -> TRIALS;
            default -> TEXTS;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "classes | accuracy                          | 0.6666666666666666",
                "classes | balanced_accuracy                 | 0.7222222222222222",
                "classes | 'precision, positive: a'          | 0.6666666666666666",
                "classes | 'recall, positive: b'             | 0.5",
                "classes | 'f1, positive: a'                 | 0.6666666666666666",
                "classes | 'f_beta, beta: 2, positive: b'    | 0.5",
                "classes | f1_macro                          | 0.7222222222222222",
                "classes | f1_micro                          | 0.6666666666666666",
                "classes | mcc                               | 0.4545454545454545",
                "scores  | 'roc_auc, positive: up'          | 0.875",
                "scores  | 'average_precision, positive: up'| 0.8333333333333333",
                "scores  | 'log_loss, positive: up'         | 0.5108256237659907",
                "scores  | 'brier, positive: up'            | 0.175",
                "scores  | 'ece, positive: up, bins: 2'     | 0.15",
                "numbers | mae                               | 1.3333333333333333",
                "numbers | rmse                              | 1.8257418583505538",
                "numbers | r2                                | -1.142857142857143",
                "numbers | mape                              | 0.5833333333333334",
                "numbers | smape                             | 0.6222222222222222",
                "numbers | wape                              | 0.5714285714285714",
                "numbers | 'pinball, quantile: 0.9'          | 0.9333333333333332",
                "sets    | f1_micro                          | 0.6666666666666666",
                "sets    | f1_macro                          | 0.5555555555555556",
                "sets    | jaccard                           | 0.6666666666666666",
                "sets    | subset_accuracy                   | 0.3333333333333333",
                "rankings| 'ndcg, k: 3'                      | 0.695558643501663",
                "rankings| mrr                               | 0.75",
                "rankings| 'recall_at_k, k: 2'               | 0.75",
                "rankings| 'hit_rate, k: 1'                  | 0.5",
                "texts   | exact_match                       | 0",
                "texts   | 'exact_match, normalize: [trim, case, punctuation]' | 0.5",
                "texts   | json_match                        | 0.5",
                "texts   | mean(s)                           | 3",
                "trials  | 'pass_at_k, k: 2'                 | 0.5",
                "trials  | 'pass_hat_k, k: 2'                | 0.16666666666666666",
                "trials  | accuracy                          | 0.3333333333333333"
            })
    void shouldComputeEachMetric(String kind, String metric, double value) throws Exception {
        if (kind.equals("texts") && metric.equals("json_match")) {
            // the first label is a text that is no JSON
            String quoted = TEXTS.replace("\"Yes.\"", "\"\\\"Yes.\\\"\"").replace("\" yes\"", "\"\\\"No.\\\"\"");
            assertThat(outcome("metric: json_match, atLeast: 0", quoted)
                            .observed()
                            .orElseThrow())
                    .isEqualTo(value);
            return;
        }
        RuleOutcome outcome = outcome("metric: " + metric + ", atLeast: -9", rows(kind));
        assertThat(outcome.observed().orElseThrow()).as(outcome.reason()).isCloseTo(value, within(1e-12));
    }

    private static String many(int rows, IntFunction<String> line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append(line.apply(i)).append('\n');
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mcc                                 | of one class",
                "'average_precision, positive: a'    | no finite number as score",
                "mae                                 | no finite number",
                "'ndcg, k: 2'                        | no relevant document",
                "'pass_at_k, k: 2'                   | names its trial",
                "mean(nothing)                       | no finite number in 'nothing'",
                "'accuracy, weight: nothing'         | no weight of at least 0",
                "'accuracy, groupBy: nothing'        | have no field 'nothing'",
                "'accuracy, groupBy: one'            | fewer than 2 groups",
                "'accuracy, weight: negative'        | no weight of at least 0",
                "'accuracy, weight: zero'            | add up to 0",
                "'accuracy, stratum: one, population: {1: 5}, weight: two' | strata with weights",
                "'balanced_accuracy, weight: two'    | has no bound",
                "'roc_auc_macro'                     | no finite number as score",
                "'roc_auc, positive: zzz'            | no row of the positive class",
                "'precision, positive: zzz'          | neither as label nor as prediction",
                "'f1'                                | no metric of this name"
            })
    void shouldBeInconclusiveWhereNothingCanBeTold(String metric, String why) throws Exception {
        String ranking = metric.contains("ndcg") ? ", \"label\": {\"d\": 0}, \"prediction\": [\"d\"]" : "";
        String rows = many(
                30,
                i -> "{\"id\": \"%d\"%s, \"one\": 1, \"two\": 2, \"zero\": 0, \"negative\": %d%s}"
                        .formatted(
                                i,
                                ranking.isEmpty()
                                        ? ", \"label\": \"%s\", \"prediction\": \"a\"".formatted(i % 3 == 0 ? "b" : "a")
                                        : ranking,
                                i - 1,
                                metric.contains("zzz") && metric.contains("roc") ? ", \"score\": 0.5" : ""));
        RuleOutcome outcome = outcome("metric: " + metric + ", atLeast: 0, confidence: 0.9", rows);
        assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(outcome.reason()).contains(why);
    }

    @Test
    void shouldNameTheFieldWhoseValuesRepeat() throws Exception {
        String rows = many(
                60,
                i -> "{\"id\": \"%d\", \"question\": \"q%d\", \"label\": \"a\", \"prediction\": \"a\"}"
                        .formatted(i, i % 12));
        String rule = "metric: accuracy, atLeast: 0.5, confidence: 0.9";
        assertThat(outcome(rule, rows).reason()).contains("'question'");
        assertThat(outcome(rule, rows).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        RuleOutcome grouped = outcome(rule + ", groupBy: question", rows);
        assertThat(grouped.verdict()).isEqualTo(Verdict.PASS);
        // as many trials as questions
        assertThat(grouped.interval().orElseThrow().low().orElseThrow())
                .isCloseTo(Math.pow(0.1, 1 / 12.0), within(1e-9));
        assertThat(outcome(rule + ", repeats: independent", rows).verdict()).isEqualTo(Verdict.PASS);
        assertThat(outcome(rule, rows.replace("\"question\"", "\"other\"")).verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldJudgeTwoFieldsTogetherAndSetSmallSlicesAside() throws Exception {
        String rows = many(
                100, i -> GateFiles.row(i, true).replace("}", ", \"channel\": \"" + (i < 96 ? "web" : "app") + "\"}"));
        GateReport report = report(
                "metric: accuracy, slice: [language, channel], minRows: 10, smallSlices: skip, atLeast: 0.9", rows);
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.rules())
                .extracting(rule -> rule.value().orElse(""))
                .containsExactly("de, web", "en, web", "");
        assertThat(report.rules().get(2).reason()).contains("set aside").contains("de, app; en, app");
        GateReport none =
                report("metric: accuracy, slice: channel, minRows: 1000, smallSlices: skip, atLeast: 0.9", rows);
        assertThat(none.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    /** Forty slices of 50 rows at 0.90: some lie below 0.88 by luck, which is no finding. */
    @Test
    void shouldNotFailASliceByLuck() throws Exception {
        java.util.Random random = new java.util.Random(4);
        String rows = many(
                2000,
                i -> "{\"id\": \"%d\", \"label\": \"a\", \"prediction\": \"%s\", \"team\": %d}"
                        .formatted(i, random.nextDouble() < 0.9 ? "a" : "b", i % 40));
        GateReport report = report("metric: accuracy, slice: team, atLeast: 0.88, confidence: 0.95", rows);
        assertThat(report.rules()).anyMatch(rule -> rule.observed().orElseThrow() < 0.84);
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        String bad = rows
                + many(
                        50,
                        i -> "{\"id\": \"x%d\", \"label\": \"a\", \"prediction\": \"%s\", \"team\": 99}"
                                .formatted(i, i % 2 == 0 ? "a" : "b"));
        assertThat(report("metric: accuracy, slice: team, atLeast: 0.88, confidence: 0.95", bad)
                        .reasons()
                        .get(0))
                .contains("[team=99]");
    }

    @Test
    void shouldLeaveFailedRequestsOutOnlyAsThePolicySays() throws Exception {
        String rows = many(
                200,
                i -> "{\"id\": \"%d\", \"label\": %d, \"prediction\": %d%s}"
                        .formatted(i, i, i + i % 3, i == 7 ? ", \"error\": \"timeout\"" : ""));
        RuleOutcome strict = outcome("metric: mae, atMost: 9", rows);
        assertThat(strict.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(strict.reason()).contains("1 of 200 requests failed").contains("maxFailed");
        String policy =
                "maxFailed: 0.01\nrules: [{metric: mae, atMost: 9}, {metric: 'mean(prediction)', range: [0, 1000], atLeast: 1}]";
        GateReport lenient = GateFiles.judge(
                files.request(GateFiles.policy(policy)).candidate(null, files.text("rows.jsonl", rows), null, null));
        assertThat(lenient.rules().get(0).verdict()).isEqualTo(Verdict.PASS);
        assertThat(lenient.rules().get(0).reason()).contains("1 failed requests were left out");
        RuleOutcome ranged = outcome("metric: mae, atMost: 9, range: [0, 100]", rows);
        assertThat(ranged.observed().orElseThrow()).isCloseTo((199 - 1.0 + 100) / 200, within(0.01));
    }

    /** Log-probabilities, rewards and margins lie below 0, where losses cannot. */
    @Test
    void shouldBoundAMeanBelowZeroWithoutARange() throws Exception {
        String rows = many(200, i -> "{\"id\": \"%d\", \"logprob\": %d}".formatted(i, -3 - i % 5));
        RuleOutcome low = outcome("metric: mean(logprob), atLeast: -1.5, confidence: 0.95", rows);
        assertThat(low.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(low.observed().orElseThrow()).isEqualTo(-5);
        RuleOutcome high = outcome("metric: mean(logprob), atMost: -4.5, confidence: 0.95", rows);
        assertThat(high.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldNotLetAFailedBaselineLowerAMeanThatHasNoBest() throws Exception {
        IntFunction<String> now = i -> "{\"id\": \"%d\", \"reward\": 3}".formatted(i);
        IntFunction<String> before = i -> i % 2 == 0
                ? "{\"id\": \"%d\", \"reward\": 5}".formatted(i)
                : "{\"id\": \"%d\", \"error\": \"timeout\"}".formatted(i);
        String rule = "metric: mean(reward), noWorseThanBaseline: 0.1, higherIsBetter: true";
        RuleOutcome open = compared(rule, many(200, now), many(200, before));
        assertThat(open.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(open.reason()).contains("100 of 200 requests of the baseline failed", "give the rule a range");
        assertThat(compared(rule + ", range: [0, 10]", many(200, now), many(200, before))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    private RuleOutcome compared(String rule, String now, String before) throws Exception {
        return GateFiles.judge(files.request(GateFiles.policy("rules: [{" + rule + "}]"))
                        .candidate(null, files.text("now.jsonl", now), null, null)
                        .baseline(files.text("before.jsonl", before), null, null))
                .rules()
                .get(0);
    }

    @Test
    void shouldTellTheRowsThatWouldProbablyDecide() throws Exception {
        RuleOutcome outcome = outcome(
                "metric: accuracy, atLeast: 0.88, confidence: 0.95", many(200, i -> GateFiles.row(i, i % 10 != 0)));
        assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        String told = outcome.reason().replaceAll(".*about (\\d+) rows would probably decide", "$1");
        int rows = Integer.parseInt(told);
        java.util.Random random = new java.util.Random(1);
        int decided = 0;
        for (int trial = 0; trial < 60; trial++) {
            RuleOutcome again = outcome(
                    "metric: accuracy, atLeast: 0.88, confidence: 0.95",
                    many(rows, i -> GateFiles.row(i, random.nextDouble() < 0.9)));
            decided += again.verdict() == Verdict.PASS ? 1 : 0;
        }
        // fewer than 40 of 60 at 80 % have a probability of 0.01
        assertThat(decided).isGreaterThanOrEqualTo(40);
    }

    @Test
    void shouldJudgeAClaimByTheRowsOfItsOwnPlace() throws Exception {
        String results = """
                {"rows": 10000, "accuracy": 0.93,
                 "by_language": {"de": {"accuracy": 0.9167, "rows": 12}, "en": {"accuracy": 0.95}},
                 "n": {"en": 4000}, "en_stderr": 0.004, "loss": NaN}
                """;
        Path file = files.text("results.json", results);
        for (String[] rule : List.of(
                new String[] {"by_language.de.accuracy, atLeast: 0.88, confidence: 0.95", "INCONCLUSIVE"},
                new String[] {"by_language.de.accuracy, atLeast: 0.88, minRows: 500", "INCONCLUSIVE"},
                new String[] {"by_language.en.accuracy, atLeast: 0.88, confidence: 0.95", "INCONCLUSIVE"},
                new String[] {"by_language.en.accuracy, atLeast: 0.88, confidence: 0.95, rows: n.en", "PASS"},
                new String[] {"by_language.en.accuracy, atLeast: 0.88, confidence: 0.95, stderr: en_stderr", "PASS"},
                new String[] {
                    "by_language.en.accuracy, atLeast: 0.88, confidence: 0.95, stderr: nothing", "INCONCLUSIVE"
                },
                new String[] {"accuracy, atLeast: 0.92, confidence: 0.95", "PASS"},
                new String[] {"accuracy, atLeast: 0.92, confidence: 0.95, groupBy: user", "INCONCLUSIVE"},
                new String[] {
                    "by_language.en.accuracy, atLeast: 0.88, confidence: 0.95, rows: n.en, weight: w", "INCONCLUSIVE"
                },
                new String[] {"accuracy, atLeast: 0.94, confidence: 0.95", "FAIL"},
                new String[] {"loss, atMost: 9", "INCONCLUSIVE"})) {
            GateReport report = GateFiles.judge(files.request(GateFiles.policy("rules: [{metric: " + rule[0] + "}]"))
                    .candidate(file, null, null, null));
            assertThat(report.verdict().name()).as(rule[0]).isEqualTo(rule[1]);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.3, 0.1, false, FAIL", "0.3, 0.1, true, PASS", "0.1, 0.3, false, PASS", "0.3, 0.1, , INCONCLUSIVE"})
    void shouldTakeTheDirectionFromTheRule(double now, double before, Boolean higher, Verdict verdict)
            throws Exception {
        for (String metric : List.of("brier_score", "std.accuracy", "toxicity_score", "neg_log_loss")) {
            String key = metric.contains(".") ? "{\"std\": {\"accuracy\": %s}}" : "{\"" + metric + "\": %s}";
            GateReport report = GateFiles.judge(
                    files.request(GateFiles.policy("rules: [{metric: " + metric + ", noWorseThanBaseline: 0"
                                    + (higher == null ? "" : ", higherIsBetter: " + higher) + "}]"))
                            .candidate(files.text("now.json", key.formatted(now)), null, null, null)
                            .baseline(null, files.text("before.json", key.formatted(before)), null));
            assertThat(report.verdict()).as(metric).isEqualTo(verdict);
        }
    }

    @Test
    void shouldHintAtTheLikelyCauseOfALowAccuracy() throws Exception {
        assertThat(report(
                                "metric: accuracy, atLeast: 0",
                                many(
                                        9,
                                        i -> "{\"id\": \"%d\", \"label\": \"Yes\", \"prediction\": \" yes\"}"
                                                .formatted(i)))
                        .reasons())
                .anyMatch(reason -> reason.contains("only in case or blanks"));
        assertThat(report(
                                "metric: accuracy, atLeast: 0",
                                many(
                                        9,
                                        i -> "{\"id\": \"%d\", \"label\": %s, \"prediction\": 0.5}"
                                                .formatted(i, i + 0.25)))
                        .reasons())
                .anyMatch(reason -> reason.contains("numbers with decimals"));
        GateReport zeros = GateFiles.judge(files.request(GateFiles.policy("rules: [{metric: loss, atMost: 1}]"))
                .candidate(files.text("zeros.json", "{\"loss\": 0, \"accuracy\": 0.0}"), null, null, null));
        assertThat(zeros.reasons()).anyMatch(reason -> reason.contains("every number of the results file is 0"));
    }

    @Test
    void shouldGiveTheSameReportForRowsInAnyOrder() throws Exception {
        List<String> lines = new java.util.ArrayList<>();
        java.util.Random random = new java.util.Random(2);
        for (int i = 0; i < 400; i++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"id\": \"%d\", \"label\": \"%s\", \"prediction\": \"%s\", \"score\": %s, \"w\": %s, \"g\": %d}",
                    i,
                    random.nextBoolean() ? "a" : "b",
                    random.nextBoolean() ? "a" : "b",
                    random.nextDouble(),
                    random.nextDouble(),
                    random.nextInt(60)));
        }
        String policy = "weight: w\ngroupBy: g\nrules: [{metric: accuracy, atLeast: 0, confidence: 0.9},"
                + " {metric: roc_auc, positive: a, atLeast: 0, confidence: 0.9}, {metric: f1_macro, atLeast: 0, confidence: 0.9},"
                + " {metric: log_loss, positive: a, atMost: 9, confidence: 0.9}, {metric: ece, positive: a, atMost: 1, confidence: 0.9}]";
        String first = null;
        for (int order = 0; order < 3; order++) {
            java.util.Collections.shuffle(lines, random);
            ObjectNode document = GateFiles.judge(files.request(GateFiles.policy(policy))
                            .candidate(null, files.text("shuffled.jsonl", String.join("\n", lines)), null, null))
                    .toJson();
            document.remove("inputs"); // the file is another one each time
            String report = Json.pretty(document);
            assertThat(report).isEqualTo(first == null ? report : first);
            first = report;
        }
    }

    /** Of three queries one has no relevant document, and one was answered by another document first. */
    @ParameterizedTest
    @CsvSource({
        "mrr, 0.5",
        "'ndcg, k: 2', 0.5436432511904858",
        "'recall_at_k, k: 2', 0.6666666666666666",
        "'hit_rate, k: 1', 0.3333333333333333"
    })
    void shouldCountQueriesWithoutRelevantDocumentsAsThePolicySays(String metric, double value) throws Exception {
        String rows = """
                {"id": "1", "label": {"a": 1}, "prediction": ["a", "b"]}
                {"id": "2", "label": {"a": 1, "b": 0}, "prediction": ["b", "a"]}
                {"id": "3", "label": {"a": 0}, "prediction": ["a"]}
                """;
        Path file = files.text("queries.jsonl", rows);
        List<RuleOutcome> rules = GateFiles.judge(files.request(GateFiles.policy("rules: [{metric: " + metric
                                + ", atLeast: 0}, {metric: " + metric + ", atLeast: 0, emptyQueries: zero}]"))
                        .candidate(null, file, null, null))
                .rules();
        assertThat(rules.get(0).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(rules.get(0).reason()).contains("1 of 3 queries has no relevant document", "emptyQueries: zero");
        assertThat(rules.get(1).observed().orElseThrow()).isCloseTo(value, within(1e-12));
    }

    @Test
    void shouldRefuseEmptyQueriesOfAMetricWithoutQueries() {
        assertThatThrownBy(() -> GateFiles.policy("rules: [{metric: accuracy, atLeast: 0, emptyQueries: zero}]"))
                .hasMessageContaining("policy.yaml line 2: rules[0].metric");
        assertThatThrownBy(() -> GateFiles.policy("rules: [{metric: mrr, atLeast: 0, emptyQueries: one}]"))
                .hasMessageContaining("policy.yaml line 2: rules[0].emptyQueries");
    }
}
