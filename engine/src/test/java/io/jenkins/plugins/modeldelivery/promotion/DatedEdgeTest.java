package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.dependency.DependencyGraph;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Duration;
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
        // recorded before the failure, whatever its date says
        mesh.assertRefused("v2", "evaluated against extractor v1, classifier v2 is FAIL");
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
}
