package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.dependency.DependencyGraph;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.recording.Recorder;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A success that a clock ahead has dated in the future would stay the newest, whatever is found meanwhile: it decides no edge. */
class DatedEdgeTest {
    private static final Duration DAY = Duration.ofDays(1);

    private Mesh mesh;

    @BeforeEach
    void start() throws Exception {
        mesh = Mesh.ofClassifierAndExtractor();
    }

    private String evaluatedAhead(String version, Verdict verdict, Evaluated against) throws Exception {
        mesh.time.pass(DAY);
        String id = mesh.evaluate("classifier", version, verdict, against).id();
        mesh.time.pass(DAY.negated());
        return id;
    }

    @Test
    void shouldNotOutweighTheFailureOfToday() throws Exception {
        evaluatedAhead("v2", Verdict.PASS, Evaluated.AGAINST_WHAT_SERVES);
        mesh.evaluate("classifier", "v2", Verdict.FAIL, Evaluated.AGAINST_WHAT_SERVES);
        mesh.assertRefused("v2", "evaluated against extractor v1, classifier v2 is FAIL");
        mesh.time.pass(DAY.multipliedBy(2));
        assertThat(mesh.promote("classifier", "v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldSayThatItDoesNotCount() throws Exception {
        String id = evaluatedAhead("v2", Verdict.PASS, Evaluated.AGAINST_WHAT_SERVES);
        mesh.assertRefused(
                "v2",
                "classifier v2 was never evaluated against extractor",
                "evidence " + id + " is dated in the future and does not count; set that clock right and judge again");
        mesh.evaluate("classifier", "v2");
        assertThat(mesh.promote("classifier", "v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldLetAFailureCountWheneverItIsDated() throws Exception {
        mesh.evaluate("classifier", "v2");
        evaluatedAhead("v2", Verdict.FAIL, Evaluated.AGAINST_WHAT_SERVES);
        mesh.assertRefused("v2", "classifier v2 is FAIL");
    }

    @Test
    void shouldAllowClocksThatAreALittleApart() throws Exception {
        mesh.time.pass(Duration.ofMinutes(4));
        mesh.evaluate("classifier", "v2");
        mesh.time.pass(Duration.ofMinutes(-4));
        assertThat(mesh.promote("classifier", "v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldNotKeepThePromiseToThoseDownstream() throws Exception {
        mesh.requireDownstreamEval.put("extractor", true);
        mesh.evaluate("extractor", "v2");
        evaluatedAhead("v1", Verdict.PASS, Mesh.against("v2"));
        assertThatThrownBy(() -> mesh.promote("extractor", "v2"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("requireDownstreamEval: classifier v1");
    }

    @Test
    void shouldNotMakeTheGraphHold() throws Exception {
        mesh.promote("extractor", "v2");
        evaluatedAhead("v1", Verdict.PASS, Evaluated.AGAINST_WHAT_SERVES);
        DependencyGraph graph = DependencyGraph.read(mesh.ledger);
        assertThat(graph.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(graph.reasons()).singleElement().asString().contains("evaluate it again", "is dated in the future");
    }

    @Test
    void shouldNotSayThatOutputsDidNotMove() throws Exception {
        mesh.dependsOn.put("classifier", List.of(Map.of("model", "extractor", "outputTolerance", 0.05)));
        mesh.evaluate("classifier", "v2");
        mesh.promote("extractor", "v2");
        mesh.time.pass(DAY);
        compared("PASS");
        mesh.time.pass(DAY.negated());
        mesh.assertRefused("v2", "evaluate it again");
        compared("PASS");
        assertThat(mesh.promote("classifier", "v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    private void compared(String verdict) throws Exception {
        ObjectNode report =
                Json.document("output-report").put("verdict", verdict).put("tolerance", 0.05);
        report.putObject("against").put("version", "v1").put("digest", Mesh.digest("extractor", "v1"));
        ObjectNode settled = (ObjectNode) Json.parse(Json.compact(report), "test");
        Recorder.record(mesh.ledger, "extractor", "v2", settled, mesh.time.instant(), Optional.empty());
    }
}
