package io.jenkins.plugins.modeldelivery.evalgate;

import static io.jenkins.plugins.modeldelivery.verdict.Verdict.FAIL;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.INCONCLUSIVE;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
    private static final String ACCURACY = "rules: [{metric: accuracy, atLeast: 0.9}]";

    @TempDir
    Path dir;

    private GateFiles files;

    @BeforeEach
    void setUp() {
        files = new GateFiles(dir);
    }

    private GateReport gate(String policy, Path results, Path predictions, Path baseline) throws Exception {
        GateReport report = GateFiles.judge(files.request(GateFiles.policy(policy))
                .candidate(results, predictions, null, null)
                .baseline(baseline, null, null));
        assertRecomputes(report);
        return report;
    }

    private static void assertRecomputes(GateReport report) throws Exception {
        JsonNode json = Json.parse(Json.pretty(report.toJson()), "report");
        assertThat(Json.pretty(GateReport.recompute(json).toJson())).isEqualTo(Json.pretty(report.toJson()));
        JsonNode schema = Json.read(Path.of("../docs/schemas/gate-report-v1.json"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(json))
                .isEmpty();
    }

    @Test
    void shouldPassAndFailOnTheLimit() throws Exception {
        assertThat(gate(ACCURACY, null, files.predictions("p", 100, 90), null).verdict())
                .isEqualTo(PASS);
        GateReport fail = gate(ACCURACY, null, files.predictions("q", 100, 89), null);
        assertThat(fail.verdict()).isEqualTo(FAIL);
        assertThat(fail.reasons().get(0)).isEqualTo("accuracy: 0.89, at least 0.9 required");
    }

    @Test
    void shouldBeInconclusiveWhereTheBoundDoesNotReach() throws Exception {
        String sure = "rules: [{metric: accuracy, atLeast: 0.9, confidence: 0.95}]";
        assertThat(gate(sure, null, files.predictions("p", 100, 92), null).verdict())
                .isEqualTo(INCONCLUSIVE);
        assertThat(gate(sure, null, files.predictions("q", 1000, 960), null).verdict())
                .isEqualTo(PASS);
    }

    @Test
    void shouldNameBothNumbersWhereTheResultsClaimMore() throws Exception {
        Path predictions = files.predictions("p", 1000, 931);
        Path honest = files.text("honest.json", "{\"accuracy\": 0.93, \"p95_latency_ms\": 950.05}");
        Path lying = files.text("lying.json", "{\"accuracy\": 0.94}");
        assertThat(gate(ACCURACY, honest, predictions, null).verdict()).isEqualTo(PASS);
        GateReport report = gate(ACCURACY, lying, predictions, null);
        assertThat(report.verdict()).isEqualTo(FAIL);
        assertThat(report.reasons().get(0)).contains("0.94").contains("0.931");
    }

    @Test
    void shouldJudgeEveryValueOfASlice() throws Exception {
        Path predictions = files.lines("p", 300, i -> GateFiles.row(i, i % 3 != 0 || i % 2 == 0));
        GateReport report = gate(
                "rules: [{metric: accuracy, slice: language, atLeast: 0.8, minRows: 50}]", null, predictions, null);
        assertThat(report.verdict()).isEqualTo(FAIL);
        assertThat(report.reasons()).containsExactly("accuracy [language=de]: 0.5, at least 0.8 required");
        GateReport absent = gate("rules: [{metric: accuracy, slice: country, atLeast: 0.1}]", null, predictions, null);
        assertThat(absent.verdict()).isEqualTo(INCONCLUSIVE);
    }

    @Test
    void shouldHaveNoRoomForEndlessOutcomes() throws Exception {
        Path predictions = files.lines(
                "p", 1000, i -> "{\"id\": \"%s\", \"label\": 1, \"prediction\": 1, \"user\": \"u%s\"}".formatted(i, i));
        GateReport report = gate(
                "rules:\n" + "  - {metric: accuracy, slice: user, atLeast: 0.5}\n".repeat(100),
                null,
                predictions,
                null);
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.rules()).hasSize(2 * 1000 + 98);
        assertThat(report.reasons().get(0))
                .isEqualTo("accuracy [user]: its 1000 values would make more than 2000 outcomes of one report;"
                        + " judge fewer slices, or in several gates");
        assertThatThrownBy(() -> GateFiles.policy("rules:\n" + "  - {metric: accuracy, atLeast: 0.5}\n".repeat(101)))
                .hasMessage("policy.yaml line 2: rules: must have at most 100 items but found 101");
    }

    @Test
    void shouldCompareWithTheBaselineOnTheSameRows() throws Exception {
        String rule = "rules: [{metric: accuracy, noWorseThanBaseline: 0.01, confidence: 0.95},"
                + "{metric: f1_macro, noWorseThanBaseline: 0.01, confidence: 0.95},"
                + "{metric: p95_latency_ms, noWorseThanBaseline: 100, confidence: 0.95}]";
        Path before = files.predictions("before", 2000, 1900);
        GateReport same = gate(rule, null, files.predictions("same", 2000, 1900), before);
        assertThat(same.verdict()).as(same.toText()).isEqualTo(PASS);
        assertThat(gate(rule, null, files.predictions("worse", 2000, 1850), before)
                        .verdict())
                .isEqualTo(FAIL);
        Path half = files.predictions("half", 1000, 1000);
        GateReport common = gate("rules: [{metric: accuracy, noWorseThanBaseline: 0}]", null, half, before);
        assertThat(Json.compact(common.toJson())).contains("compared on 1000 common ids (0 only in the candidate");
        Path foreign = files.lines("foreign", 50, i -> GateFiles.row(5000 + i, true));
        assertThat(gate(rule, null, foreign, before).verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(gate(rule, null, half, null).verdict()).isEqualTo(INCONCLUSIVE);
    }

    @Test
    void shouldCheckTheContractInTheSamePass() throws Exception {
        files.text("contract.json", "{\"$defs\":{\"output\":{\"type\":\"object\",\"required\":[\"a\"]}}}");
        String policy = "contract: {file: contract.json, compliance: 0.99}\n" + ACCURACY;
        Path bad = files.lines(
                "bad",
                100,
                i -> GateFiles.row(i, true).replace("}", ",\"output\":{" + (i < 2 ? "" : "\"a\":1") + "}}"));
        GateReport report = gate(policy, null, bad, null);
        assertThat(report.verdict()).isEqualTo(FAIL);
        assertThat(report.reasons().get(0))
                .startsWith("contract: 2 of 100 outputs break it")
                .contains("line 1");
    }

    @Test
    void shouldGiveTheSameReportForAnyNumberOfThreads() throws Exception {
        Path predictions = files.lines("big", 40_000, i -> GateFiles.row(i, i % 7 != 0));
        GateRequest r = files.request(GateFiles.policy("rules: [{metric: f1_macro, atLeast: 0.8, confidence: 0.9},"
                        + "{metric: accuracy, slice: language, atLeast: 0.8}]"))
                .candidate(null, predictions, null, null);
        String first = null;
        for (int threads = 1; threads <= 3; threads++) {
            GateRequest request = new GateRequest(
                    r.policy(),
                    r.minimums(),
                    r.baseDirectory(),
                    r.model(),
                    r.version(),
                    r.candidate(),
                    r.baseline(),
                    r.at(),
                    threads);
            String report = Json.pretty(GateFiles.judge(request).toJson());
            assertThat(report).isEqualTo(first == null ? report : first);
            first = report;
        }
    }

    /** The failure that this product exists for. */
    @Test
    void shouldStopAnAccuracyOf94PercentOnAStaleSetByShiftBeforeAccuracyIsRead() throws Exception {
        Random random = new Random(1);
        Path current =
                files.lines("live.jsonl", 200, i -> embedding(i, random.nextGaussian() + 1.5, random.nextGaussian()));
        Path evalSet = files.lines("eval.jsonl", 200, i -> embedding(i, random.nextGaussian(), random.nextGaussian()));
        Files.writeString(dir.resolve("eval.jsonl.meta.json"), "{\"asOf\": \"2026-11-01T00:00:00Z\"}");
        Policy policy =
                GateFiles.policy("evalSet: {maxAge: 31d, shift: {field: embedding, reference: live}}\n" + ACCURACY);
        GateRequest request = files.request(policy)
                .candidate(null, files.predictions("p", 200, 188), null, evalSet)
                .baseline(null, null, current);
        GateReport report = GateFiles.judge(request);
        assertRecomputes(report);
        assertThat(report.verdict()).isEqualTo(FAIL);
        assertThat(report.reasons().get(0)).startsWith("shift: EVAL_SET_STALE");
        assertThat(report.toJson().at("/counts/predictions").has("all")).isFalse();
        assertThat(report.toJson().at("/rules/0").has("observed")).isFalse();
        assertThat(report.toJson().at("/rules/0/reason").asText()).startsWith("not computed, because of shift");

        GateReport unwired = GateFiles.judge(request.baseline(null, null, null));
        assertThat(unwired.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(GateFiles.judge(request.baseline(null, null, evalSet)).verdict())
                .isEqualTo(PASS);
    }

    @Test
    void shouldStopOnAnOldEvalSetAndOnOneWithoutItsDate() throws Exception {
        Policy policy = GateFiles.policy("evalSet: {maxAge: 31d, minRows: 200}\n" + ACCURACY);
        Path predictions = files.predictions("p", 200, 188);
        Path undated = files.lines("undated.jsonl", 200, i -> embedding(i, 0, i));
        Path old = files.text("old.jsonl", "{\"$meta\": {\"asOf\": \"2026-09-01\"}}\n" + Files.readString(undated));
        GateReport stale = GateFiles.judge(files.request(policy).candidate(null, predictions, null, old));
        assertThat(stale.verdict()).isEqualTo(FAIL);
        assertThat(stale.reasons().get(0)).contains("80 days old").contains("at most 31d");
        assertThat(stale.toJson().at("/counts/predictions").has("all")).isFalse();
        GateReport unknown = GateFiles.judge(files.request(policy).candidate(null, predictions, null, undated));
        assertThat(unknown.verdict()).isEqualTo(INCONCLUSIVE);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-17,                       2026-11-17T00:00:00Z",
        "2026-11-17T06:00:00Z,             2026-11-17T06:00:00Z",
        "2026-11-17T06:00:00.25+02:00,     2026-11-17T04:00:00.250Z",
        "2026-11-17T06:00,                 2026-11-17T06:00:00Z"
    })
    void shouldReadTheDateFromTheFirstLineWhereTheFileBesideHasNone(String asOf, String instant) throws Exception {
        Path dated = files.text(
                "dated.jsonl", "{\"$meta\": {\"asOf\": \"" + asOf + "\"}}\n{\"id\": \"r0\", \"label\": \"yes\"}\n");
        files.text("dated.jsonl.meta.json", "{\"window\": \"30d\"}");
        GateReport report = GateFiles.judge(files.request(GateFiles.policy("evalSet: {maxAge: 31d}\n" + ACCURACY))
                .candidate(null, files.predictions("p", 1, 1), null, dated));
        assertThat(report.verdict()).isEqualTo(PASS);
        assertThat(report.toJson().at("/evalSet/asOf").asText()).isEqualTo(instant);
        files.text("dated.jsonl.meta.json", "{\"asOf\": \"2026-09-01\"}");
        GateRequest stale = files.request(GateFiles.policy("evalSet: {maxAge: 31d}\n" + ACCURACY))
                .candidate(null, files.predictions("p", 1, 1), null, dated);
        assertThat(GateFiles.judge(stale).verdict()).isEqualTo(FAIL);
    }

    private static String embedding(int i, double x, double y) {
        return "{\"id\":\"r%d\",\"label\":\"%s\",\"embedding\":[%s,%s]}".formatted(i, i % 2 == 0 ? "yes" : "no", x, y);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flat.json|accuracy",
                "dvc-metrics.json|test.accuracy",
                "dvc-metrics.yaml|test.accuracy",
                "mlflow-evaluate.json|accuracy_score",
                "sklearn-classification-report.json|macro avg.f1-score",
                "lm-evaluation-harness.json|results.hellaswag.acc,none",
                "lm-evaluation-harness.json|/results/hellaswag/acc,none",
                "promptfoo.json|results.prompts.0.metrics.testPassCount"
            })
    void shouldReadMetricsOfCommonTools(String file, String metric) throws Exception {
        Path results = Path.of("src/test/resources/results", file);
        String rule = "rules: [{metric: '" + metric + "', %s}]";
        assertThat(gate(rule.formatted("atLeast: 0.5"), results, null, null).verdict())
                .isEqualTo(PASS);
        assertThat(gate(rule.formatted("atMost: 0.5"), results, null, null).verdict())
                .isEqualTo(FAIL);
        assertThat(gate("rules: [{metric: no.such, atLeast: 0}]", results, null, null)
                        .verdict())
                .isEqualTo(INCONCLUSIVE);
    }
}
