package io.jenkins.plugins.modeldelivery.recording;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.dependency.EdgeCheck;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.LedgerVerification;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every piece of evidence leaves a small point, read without the evidence. */
class ModelHistoryTest {
    @TempDir
    Path directory;

    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = Ledger.on(DirectoryStore.open(directory));
        ledger.versions().register(Drafts.version("1.0"));
        ledger.versions().register(Drafts.version("1.1"));
    }

    private void record(String version, int day, ObjectNode report) throws Exception {
        Evidence evidence = Evidence.of(
                MODEL,
                version,
                ledger.versions().require(MODEL, version).digest(),
                Drafts.TIME.plus(Duration.ofDays(day)),
                Optional.empty(),
                report);
        new ModelHistory(ledger, MODEL).record(evidence);
    }

    private static ObjectNode drift(double mmd2, double sigma, String embeddingModel) {
        ObjectNode report = Json.document("drift-report").put("verdict", "PASS");
        report.putArray("reasons").add("no shift found");
        report.put("mmd2", mmd2).put("p_value", 0.25).put("bandwidth", sigma);
        report.put("n", 500).put("m", 480).put("embeddingModel", embeddingModel);
        report.putObject("effect").put("value", 0.02);
        report.putObject("reference").put("sha256", "aa").put("version", "0.9");
        report.putObject("current").put("sha256", "bb");
        return report;
    }

    private static ObjectNode gate(String verdict, double accuracy) {
        ObjectNode report = Drafts.report(verdict, Drafts.EVAL_SET);
        report.putObject("metrics").put("accuracy", accuracy).put("p95_latency_ms", 80.5);
        report.putArray("rules").addObject().put("metric", "test.bleu").put("observed", 31.5);
        report.withArray("rules")
                .addObject()
                .put("metric", "accuracy")
                .put("slice", "language")
                .put("observed", 0.1);
        report.set("drift", drift(-1e-5, 2, "e5"));
        return report;
    }

    @Test
    void shouldCountTheEvidenceRecordedLastWhateverClocksSay() throws Exception {
        record("1.0", 1, gate("PASS", 0.94));
        record("1.0", 0, gate("FAIL", 0.71));
        assertThat(EdgeCheck.evidence(ledger, MODEL, "1.0").get(0).verdict()).isEqualTo(Verdict.FAIL);
        ledger.evidence().record(Drafts.evidence("1.0", Drafts.DIGEST, "PASS", Drafts.EVAL_SET));
        assertThat(EdgeCheck.evidence(ledger, MODEL, "1.0"))
                .as("without a point it is behind all that has one")
                .extracting(Evidence::verdict)
                .containsExactly(Verdict.FAIL, Verdict.PASS, Verdict.PASS);
    }

    @Test
    void shouldRecordNothingWhereThePointHasNoRoom() throws Exception {
        ObjectNode report = gate("PASS", 0.9);
        for (int i = 0; i < 300; i++) {
            report.withObject("/metrics")
                    .put("per_class_recall_of_intent_number_" + i + "_in_the_test_split", 0.9 + i * 1e-5);
        }
        assertThatThrownBy(() -> record("1.0", 0, report))
                .isInstanceOf(RefusedException.class)
                .hasMessageEndingWith("nothing was recorded");
        assertThat(ledger.evidence().list(MODEL, "1.0")).isEmpty();
        assertThat(new ModelHistory(ledger, MODEL).last(9)).isEmpty();
    }

    @Test
    void shouldTellMetricsAndShiftNewestFirst() throws Exception {
        record("1.0", 0, gate("PASS", 0.94));
        record("1.1", 31, drift(0.004, 2, "e5"));
        record("1.1", 32, gate("FAIL", 0.71));
        ObjectNode schema = Json.document("schema-report").put("verdict", "PASS");
        schema.putObject("records").put("compliance", 1.0);
        record("1.1", 33, schema);
        ObjectNode traffic = Json.document("traffic-report").put("verdict", "PASS");
        traffic.putObject("errorRate").put("candidate", 0.001);
        traffic.putObject("p95").put("candidate", 0.25).putNull("lower");
        record("1.1", 34, traffic);

        List<HistoryPoint> points = new ModelHistory(ledger, MODEL).last(10);
        assertThat(points)
                .extracting(HistoryPoint::kind)
                .containsExactly("traffic-report", "schema-report", "gate-report", "drift-report", "gate-report");
        assertThat(points.get(0).metrics())
                .containsEntry("live_p95_latency_ms", 250.0)
                .containsEntry("live_error_rate", 0.001)
                .as("live traffic is another load than an evaluation")
                .doesNotContainKeys("p95_latency_ms", "error_rate");
        assertThat(points.get(1).metrics()).containsOnlyKeys("schema_compliance");
        HistoryPoint failed = points.get(2);
        assertThat(failed.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(failed.version()).isEqualTo("1.1");
        assertThat(failed.metrics())
                .containsEntry("accuracy", 0.71)
                .containsEntry("test.bleu", 31.5)
                .containsEntry("p95_latency_ms", 80.5);
        assertThat(failed.drift().orElseThrow().mmd2()).hasValue(-1e-5);
        assertThat(failed.drift().orElseThrow().referenceVersion()).isEqualTo("0.9");
        assertThat(ledger.evidence().get(MODEL, "1.1", failed.evidence())).isPresent();
        assertThat(points.get(3).metrics()).isEmpty();

        Instant month = Drafts.TIME.plus(Duration.ofDays(31));
        List<HistoryPoint> recent = new ModelHistory(ledger, MODEL).since(month, 100);
        assertThat(recent).hasSize(4);
        assertThat(recent.stream().flatMap(point -> point.drift().stream())).hasSize(2);
        assertThat(LedgerVerification.of(ledger).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldTellWhichPointsAreOnOneScale() throws Exception {
        record("1.0", 0, drift(0.001, 2, "e5"));
        record("1.0", 1, drift(0.001, 2, "e5"));
        record("1.0", 2, drift(0.001, 3, "e5"));
        record("1.0", 3, drift(0.001, 2, "e6"));
        List<HistoryPoint> points = new ModelHistory(ledger, MODEL).last(10);
        var newest = points.get(3).drift().orElseThrow();
        assertThat(points.stream().map(point -> newest.isOnScaleOf(point.drift().orElseThrow())))
                .containsExactly(false, false, true, true);
    }

    @Test
    void shouldMissNothingThatVerifyDoesNotName() throws Exception {
        record("1.0", 0, gate("PASS", 0.94));
        String id = new ModelHistory(ledger, MODEL).last(1).get(0).evidence();
        ledger.store().delete("models/" + MODEL + "/evidence/1.0/" + id + ".json");
        assertThat(LedgerVerification.of(ledger).problems())
                .anyMatch(problem -> problem.contains("history of " + MODEL));
    }
}
