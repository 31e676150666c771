package io.jenkins.plugins.modeldelivery.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DriftReportTest {
    private ObjectNode stored;

    /** Of a version that still wrote alibi-detect's numbers, with slices. */
    @BeforeEach
    void read() throws Exception {
        stored = (ObjectNode) Json.read(Path.of("src/test/resources/drift/report-with-alibi-detect.json"));
    }

    @Test
    void shouldKeepWhatAnotherReleaseWrote() throws Exception {
        DriftReport report = Json.bind(stored, DriftReport.class, "the report");
        assertThat(report.more()).containsOnlyKeys("alibi_detect");
        ObjectNode again = (ObjectNode) Json.parse(Json.compact(report), "the report once more");
        assertThat(again).isEqualTo(stored);
    }

    @Test
    void shouldJudgeAgainFromItsCountsAlone() throws Exception {
        DriftReport again = DriftReport.recompute(stored);
        assertThat(again.verdict()).isEqualTo(Verdict.PASS);
        assertThat(again.effect().tolerance()).isEmpty();
        assertThat(again.more()).as("nothing else is made from them").isEmpty();
        assertThat(again.counts().orElseThrow().slices()).containsOnlyKeys("de", "en");
    }

    @Test
    void shouldNameWhatIsDamaged() {
        stored.withObject("counts").withObject("slices").withObject("en").remove("n");
        assertThatThrownBy(() -> DriftReport.recompute(stored))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the drift report cannot be recomputed: rows of slice 'en' were expected");
        stored.remove("alpha");
        assertThatThrownBy(() -> DriftReport.recompute(stored))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the drift report cannot be recomputed: 'alpha' of it is missing; it has to be a number");
        assertThatThrownBy(() -> DriftReport.recompute(Json.document("gate-report")))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the report does not start with schema: model-delivery/drift-report/v1");
    }

    /** Numbers that are not finite are no reason to believe that anything would have been seen. */
    @Test
    void shouldNotPassWhereNobodyKnowsWhatWouldHaveBeenSeen() {
        DriftJudge.Judgement judgement = new DriftJudge(0.01, 1, 1)
                .judge(0.5, Effect.unknown(OptionalDouble.of(0.1)), new Counts.Movable(50, 50, true));
        assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void shouldSummariseACheckThatCouldNotBegin() throws Exception {
        ObjectNode undecided = Json.tree(DriftSummary.undecided("no eval set"));
        assertThat(Json.compact(undecided))
                .isEqualTo("{\"schema\":\"model-delivery/drift-report/v1\",\"verdict\":\"INCONCLUSIVE\","
                        + "\"reasons\":[\"no eval set\"]}");
        assertThat(Json.bind(undecided, DriftSummary.class, "it")).isEqualTo(DriftSummary.undecided("no eval set"));
    }
}
