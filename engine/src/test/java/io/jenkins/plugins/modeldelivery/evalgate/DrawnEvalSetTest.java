package io.jenkins.plugins.modeldelivery.evalgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an eval set knows of its rows counts where predictions do not say it: labels, draws, and how it was drawn. */
class DrawnEvalSetTest {
    @TempDir
    Path dir;

    private GateFiles files;

    @BeforeEach
    void prepare() {
        files = new GateFiles(dir);
    }

    private GateReport judge(String policy, Path predictions, Path evalSet) throws Exception {
        GateReport report =
                GateFiles.judge(files.request(GateFiles.policy(policy)).candidate(null, predictions, null, evalSet));
        SchemaCheck.assertFits("gate-report", report.toJson());
        assertThat(GateReport.recompute(report.toJson()).toJson()).isEqualTo(report.toJson());
        return report;
    }

    private static String prediction(int i, String answer) {
        return "{\"id\":\"r%d\",\"prediction\":%s,\"lang\":\"%s\",\"channel\":\"%s\"}"
                .formatted(i, answer, i < 80 ? "en" : "de", i % 2 == 0 ? "app" : "web");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "accuracy                    | \"a\"       | \"a\"       | 1",
                "accuracy                    | \"1\"       | 1           | 0",
                "accuracy                    | 1.0         | 1           | 1",
                "accuracy                    | true        | true        | 1",
                "mae                         | 2.5         | 3           | 0.5",
                "jaccard                     | [\"a\",\"b\"] | [\"a\"]   | 0.5",
                "json_match                  | {\"a\":1}   | {\"a\":1.0} | 1",
                "exact_match                 | \"tags\"    | \"tags\"    | 1",
            })
    void shouldTakeLabelsFromTheEvalSetWherePredictionsHaveNone(
            String metric, String label, String prediction, double observed) throws Exception {
        Path set = files.lines("set.jsonl", 20, i -> "{\"id\":%d,\"input\":1,\"label\":%s}".formatted(i, label));
        Path predictions =
                files.lines("p.jsonl", 20, i -> "{\"id\":\"%d\",\"prediction\":%s}".formatted(19 - i, prediction));
        GateReport report = judge("rules: [{metric: " + metric + ", atLeast: 0}]", predictions, set);
        assertThat(report.verdict()).as(report.reasons().toString()).isEqualTo(Verdict.PASS);
        assertThat(report.rules().get(0).observed()).hasValue(observed);
    }

    @Test
    void shouldBelieveLabelsThatPredictionsHave() throws Exception {
        Path set = files.text("set.csv", "id,input,label\nr0,1,yes\nr1,1,no\nr2,1,yes\n");
        Path own = files.predictions("p.jsonl", 3, 3);
        assertThat(judge("rules: [{metric: accuracy, atLeast: 1}]", own, set).verdict())
                .isEqualTo(Verdict.PASS);
        Path other = files.text(
                "set2.jsonl",
                "{\"id\":\"r0\",\"label\":\"no\"}\n{\"id\":\"r1\",\"label\":\"no\"}\n"
                        + "{\"id\":\"r2\",\"label\":\"yes\"}\n");
        GateReport conflict = judge("rules: [{metric: accuracy, atLeast: 1}]", own, other);
        assertThat(conflict.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(conflict.reasons().get(0)).contains("1 predictions carry another label");
        assertThat(conflict.rules().get(0).observed()).hasValue(1);
    }

    @Test
    void shouldNameRowsThatAreNotInTheEvalSet() throws Exception {
        Path set = files.lines("set.jsonl", 10, i -> "{\"id\":\"r%d\",\"label\":\"a\"}".formatted(i));
        Path predictions = files.lines("p.jsonl", 12, i -> prediction(i, "\"a\""));
        GateReport report = judge("rules: [{metric: accuracy, atLeast: 0}]", predictions, set);
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.reasons())
                .contains(
                        "eval set: 0 of its 10 rows have no prediction and 2 predictions are of other rows (first: line 11)",
                        "accuracy: 2 of 12 rows have no label");
    }

    /** Row 0 was drawn 71 times, the other 29 once. */
    private Path drawnSet(String metadata) {
        if (!metadata.isEmpty()) {
            files.text("set.jsonl.meta.json", metadata);
        }
        return files.lines(
                "set.jsonl",
                30,
                i -> "{\"id\":\"r%d\",\"input\":%d,\"label\":\"a\",\"drawn\":%d}".formatted(i, i, i == 0 ? 71 : 1));
    }

    @Test
    void shouldCountARowAsOftenAsItWasDrawnButNotForMinRows() throws Exception {
        Path predictions = files.lines("p.jsonl", 30, i -> prediction(i, i == 1 ? "\"b\"" : "\"a\""));
        String rules = "rules: [{metric: accuracy, atLeast: 0.9, confidence: 0.95},"
                + " {metric: accuracy, atLeast: 0, minRows: 31}, {metric: rows, atLeast: 30}]";
        GateReport report = judge("evalSet: {minRows: 31}\n" + rules, predictions, drawnSet(""));
        RuleOutcome accuracy = report.rules().get(0);
        assertThat(accuracy.observed()).hasValue(0.99);
        assertThat(accuracy.rows()).hasValue(30);
        assertThat(accuracy.interval().orElseThrow().low().orElseThrow())
                .isCloseTo(new Proportion(99, 100).exactLower(0.95), within(1e-12));
        assertThat(report.rules().get(1).reason()).isEqualTo("30 rows, at least 31 are needed");
        assertThat(report.rules().get(2).verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.reasons()).contains("eval set: 30 rows, at least 31 are needed");
        assertThat(report.metrics().orElseThrow()).containsEntry("accuracy", 0.99);
        Path other = files.lines("q.jsonl", 30, i -> prediction(i, "\"a\"").replace("}", ",\"drawn\":1000}"));
        assertThat(judge(rules, other, drawnSet("")).reasons().get(0))
                .isEqualTo("eval set: 30 predictions say another 'drawn' than the eval set");
    }

    /** Asked again such a model answers otherwise: 71 draws of one input are one piece of evidence about it. */
    @ParameterizedTest
    @CsvSource({"trials, accuracy", "groupBy, accuracy", "once, error_rate"})
    void shouldTakeAnInputForOneUnitWhereAnswersVary(String how, String metric) throws Exception {
        Path predictions = how.equals("trials")
                ? files.lines("p.jsonl", 60, i -> prediction(i / 2, "\"a\"").replace("}", ",\"trial\":" + i % 2 + "}"))
                : files.lines("p.jsonl", 30, i -> prediction(i, "\"a\""));
        String rule = "rules: [{metric: " + metric + (how.equals("groupBy") ? ", groupBy: id" : "");
        RuleOutcome outcome = judge(rule + ", atLeast: 0, confidence: 0.95}]", predictions, drawnSet(""))
                .rules()
                .get(0);
        assertThat(outcome.interval().orElseThrow().method()).isEqualTo("Dirichlet");
        double distance = metric.equals("accuracy")
                ? 1 - outcome.interval().orElseThrow().low().orElseThrow()
                : outcome.interval().orElseThrow().high().orElseThrow();
        assertThat(distance).as("the heavy input alone may be wrong").isGreaterThan(0.5);
    }

    @Test
    void shouldCountADrawnRowWithoutLabelAsWrong() throws Exception {
        Path set = files.lines(
                "set.jsonl",
                100,
                i -> "{\"id\":\"r%d\",\"input\":%d,\"label\":%s,\"drawn\":1}"
                        .formatted(i, i, i < 4 ? "null" : "\"a\""));
        Path predictions = files.lines("p.jsonl", 100, i -> prediction(i, "\"a\""));
        String rules = "rules: [{metric: accuracy, atLeast: 0.96}, {metric: exact_match, atLeast: 0.97},"
                + " {metric: recall, positive: a, atLeast: 0.97}, {metric: 'precision', positive: a, atLeast: 0.97},"
                + " {metric: error_rate, atMost: 0}, {metric: f1_macro, atLeast: 0}, {metric: mae, atMost: 1}]";
        GateReport report = judge(rules, predictions, set);
        assertThat(report.rules())
                .extracting(rule -> rule.verdict().toString())
                .containsExactly("PASS", "FAIL", "FAIL", "FAIL", "PASS", "INCONCLUSIVE", "INCONCLUSIVE");
        assertThat(report.rules().get(2).observed()).hasValue(0.96);
        assertThat(report.rules().get(3).observed()).hasValue(0.96);
        assertThat(report.reasons())
                .contains("4 of 100 rows were drawn and have no label; where labels decide they count as wrong");
        // without a draw nobody knows whether a label is missing or was never to be
        Path plain = files.lines("plain.jsonl", 100, i -> "{\"id\":\"r%d\",\"input\":%d}".formatted(i, i));
        assertThat(judge("rules: [{metric: accuracy, atLeast: 0}]", predictions, plain)
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    /** Of a row without label only the same answer tells that neither version lost by it. */
    @Test
    void shouldNotPassAComparisonByRowsWithoutLabels() throws Exception {
        Path set = files.lines(
                "set.jsonl",
                400,
                i -> "{\"id\":\"r%d\",\"input\":%d,\"label\":%s,\"drawn\":1}"
                        .formatted(i, i, i < 40 ? "null" : "\"a\""));
        Path now = files.lines("p.jsonl", 400, i -> prediction(i, "\"a\""));
        Path same = files.lines("same.jsonl", 400, i -> prediction(i, "\"a\""));
        Path other = files.lines("other.jsonl", 400, i -> prediction(i, i < 40 ? "\"b\"" : "\"a\""));
        String rule = "rules: [{metric: accuracy, noWorseThanBaseline: 0.02, confidence: 0.95}]";
        GateRequest request = files.request(GateFiles.policy(rule)).candidate(null, now, null, set);
        assertThat(GateFiles.judge(request.baseline(same, null, null)).verdict())
                .isEqualTo(Verdict.PASS);
        GateReport worse = GateFiles.judge(request.baseline(other, null, null));
        assertThat(worse.verdict()).isNotEqualTo(Verdict.PASS);
        assertThat(worse.rules().get(0).interval().orElseThrow().low().orElseThrow())
                .isLessThan(-0.1);
    }

    private static final String STRATA =
            "{\"sample\":{\"requests\":{\"drawn\":100,\"strata\":{\"field\":\"lang\",\"sizes\":"
                    + "{\"en\":{\"population\":9000,\"drawn\":80},\"de\":{\"population\":1000,\"drawn\":20},"
                    + "\"xx\":{\"population\":0,\"drawn\":0}}}}}}";

    private Path stratifiedSet(String metadata, int rows) {
        files.text("set.jsonl.meta.json", metadata);
        return files.lines(
                "set.jsonl",
                rows,
                i -> "{\"id\":\"r%d\",\"label\":\"a\",\"drawn\":1,\"lang\":\"%s\"}".formatted(i, i < 80 ? "en" : "de"));
    }

    @Test
    void shouldJudgeTheWholeByTheStrataOfTheDraw() throws Exception {
        Path predictions = files.lines("p.jsonl", 100, i -> prediction(i, i < 90 ? "\"a\"" : "\"b\""));
        String rule = "{metric: accuracy, atLeast: 0.9, confidence: 0.95}";
        GateReport report = judge(
                "rules: [" + rule + ", {metric: accuracy, slice: lang, atLeast: 0.5},"
                        + " {metric: accuracy, slice: channel, atLeast: 0.5}, {metric: accuracy, slice: [lang, channel], atLeast: 0},"
                        + " {metric: f1_macro, atLeast: 0}, {metric: rows, atLeast: 100},"
                        + " {metric: accuracy, groupBy: channel, confidence: 0.95, atLeast: 0.1}]",
                predictions,
                stratifiedSet(STRATA, 100));
        RuleOutcome whole = report.rules().get(0);
        assertThat(whole.observed().orElseThrow()).isCloseTo(0.95, within(1e-12));
        RuleOutcome told = GateFiles.judge(files.request(GateFiles.policy(
                                "stratum: lang\npopulation: {en: 9000, de: 1000}\nrules: [" + rule + "]"))
                        .candidate(
                                null,
                                files.lines(
                                        "q.jsonl",
                                        100,
                                        i -> prediction(i, i < 90 ? "\"a\"" : "\"b\"")
                                                .replace("}", ",\"label\":\"a\",\"drawn\":1}")),
                                null,
                                null))
                .rules()
                .get(0);
        assertThat(whole.interval()).isEqualTo(told.interval());
        assertThat(report.rules().stream().filter(outcome -> outcome.slice().equals(Optional.of("lang"))))
                .hasSize(2)
                .allMatch(outcome -> outcome.verdict() == Verdict.PASS);
        assertThat(report.reasons())
                .anyMatch(
                        reason -> reason.contains(
                                "accuracy [channel]: the eval set was drawn by 'lang' at other rates than production's; slice by 'lang' too"))
                .anyMatch(reason ->
                        reason.contains("f1_macro: f1_macro cannot be told by strata; judge it by slice: lang"))
                .anyMatch(reason -> reason.contains("strata with groups or weights have no bound"));
        assertThat(report.rules().stream().filter(outcome -> outcome.metric().equals("rows")))
                .allMatch(outcome -> outcome.verdict() == Verdict.PASS);
        assertThat(report.metrics().orElseThrow())
                .containsEntry("accuracy", whole.observed().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"79, 21", "80, 19"})
    void shouldNotPassOnASetThatIsNotTheOneItsMetadataTellsOf(int english, int german) throws Exception {
        String metadata = STRATA.replace("\"drawn\":80", "\"drawn\":" + english)
                .replace("\"drawn\":20", "\"drawn\":" + german)
                .replace("\"drawn\":100", "\"drawn\":" + (english + german));
        Path predictions = files.lines("p.jsonl", 100, i -> prediction(i, "\"a\""));
        GateReport report = judge("rules: [{metric: accuracy, atLeast: 0}]", predictions, stratifiedSet(metadata, 100));
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.reasons().get(0)).contains("its metadata tells of").contains("that were drawn, its rows of");
    }

    @Test
    void shouldGiveNothingButWeightedBoundsWhereGroupsWereCapped() throws Exception {
        files.text(
                "set.jsonl.meta.json",
                "{\"sample\":{\"requests\":{\"drawn\":200,\"group\":{\"field\":\"user\",\"most\":2}}}}");
        String row = "{\"id\":\"r%d\",\"label\":\"a\",\"drawn\":1,\"user\":\"u%d\",\"weight\":%d}";
        Path set = files.lines("set.jsonl", 200, i -> row.formatted(i, i / 2, 1 + i % 3));
        Path predictions = files.lines(
                "p.jsonl", 200, i -> row.formatted(i, i / 2, 1 + i % 3).replace("label", "prediction"));
        String plain = "{metric: accuracy, atLeast: 0.5, confidence: 0.95}";
        GateReport report = judge(
                "rules: [" + plain + ", {metric: accuracy, groupBy: user, atLeast: 0.5, confidence: 0.95},"
                        + " {metric: accuracy, groupBy: user, weight: weight, atLeast: 0.5, confidence: 0.95},"
                        + " {metric: accuracy, atLeast: 0.5}]",
                predictions,
                set);
        assertThat(report.rules())
                .extracting(rule -> rule.verdict().toString())
                .containsExactly("INCONCLUSIVE", "INCONCLUSIVE", "PASS", "PASS");
        assertThat(report.rules().get(0).reason())
                .contains("at most 2 requests of each 'user'")
                .contains("say weight: weight and groupBy: user");
        assertThat(report.reasons()).anyMatch(reason -> reason.startsWith("the eval set has at most 2 requests"));
        Path claimed = files.text("results.json", "{\"accuracy\": 0.99, \"rows\": 200}");
        assertThat(GateFiles.judge(files.request(GateFiles.policy("rules: [" + plain + "]"))
                                .candidate(claimed, null, null, set))
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void shouldNotFailAClaimThatCountsRequests() throws Exception {
        Path predictions = files.lines("p.jsonl", 30, i -> prediction(i, i == 1 ? "\"b\"" : "\"a\""));
        Path claimed = files.text("results.json", "{\"accuracy\": 0.99, \"rows\": 30}");
        GateReport report = GateFiles.judge(files.request(GateFiles.policy("rules: [{metric: accuracy, atLeast: 0.9}]"))
                .candidate(claimed, predictions, null, drawnSet("")));
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(Json.compact(report.reasons())).contains("where each row counts once");
    }
}
