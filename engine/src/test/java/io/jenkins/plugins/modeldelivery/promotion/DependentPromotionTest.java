package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A classifier that receives an extractor's outputs. */
class DependentPromotionTest {
    private Mesh mesh;

    @BeforeEach
    void start() throws Exception {
        mesh = Mesh.ofClassifierAndExtractor();
    }

    @Test
    void shouldRefuseAPromotionOnAStaleEdgeUntilItIsEvaluatedAgain() throws Exception {
        mesh.evaluate("classifier", "v2");
        Delivery done = mesh.promote("extractor", "v2");
        assertThat(done.consequences())
                .singleElement()
                .asString()
                .startsWith("needs a new evaluation: classifier v1 in production: extractor serves v2 (sha256:")
                .endsWith("; evaluate it again");
        mesh.assertRefused(
                "v2",
                "Version v2 may not go to production: extractor serves v2 (" + Mesh.digest("extractor", "v2")
                        + ") in production since",
                "but classifier v2 was evaluated against v1");
        mesh.evaluate("classifier", "v2");
        assertThat(mesh.promote("classifier", "v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldMakeEdgesFreshAgainByARollback() throws Exception {
        mesh.evaluate("classifier", "v2");
        mesh.promote("extractor", "v2");
        mesh.assertRefused("v2", "evaluate it again");
        Delivery back = mesh.rollback("extractor");
        assertThat(back.consequences())
                .containsExactly(
                        "still holds for classifier v1 in production: evaluated against extractor v1, which serves"
                                + " in production");
        assertThat(mesh.promote("classifier", "v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    /** v2 fails behind the new extractor, but did well behind the old one, which is back. */
    @Test
    void shouldCountOnlyWhatWasFoundAgainstWhatServes() throws Exception {
        mesh.evaluate("classifier", "v2");
        mesh.promote("extractor", "v2");
        mesh.evaluate("classifier", "v2", Verdict.FAIL, Evaluated.AGAINST_WHAT_SERVES);
        mesh.assertRefused("v2", "evaluated against extractor v2, classifier v2 is FAIL");
        mesh.rollback("extractor");
        assertThat(mesh.promote("classifier", "v2").outcome()).isEqualTo(Outcome.PROMOTED);
        mesh.evaluate("classifier", "v3");
        mesh.evaluate("classifier", "v3", Verdict.INCONCLUSIVE, Evaluated.AGAINST_WHAT_SERVES);
        mesh.assertRefused("v3", "is INCONCLUSIVE");
    }

    @Test
    void shouldRefuseWhileTheUpstreamIsBeingChangedOrNobodyKnowsWhatItServes() throws Exception {
        mesh.evaluate("classifier", "v2");
        Delivery under = mesh.step(mesh.begin("extractor", "v2", "production"));
        mesh.assertRefused("v2", "extractor is being changed to v2 in production since");
        assertThatThrownBy(() -> mesh.evaluate("classifier", "v2"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("evaluate when that is over");
        mesh.finish(under);
        mesh.model("ranker", "index");
        mesh.model("index");
        mesh.evaluate("ranker", "v1");
        assertThatThrownBy(() -> mesh.promote("ranker", "v1"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("index, on which ranker depends, serves nothing in production");
    }

    /** The classifier was checked before the extractor's decision, and writes after it. */
    @Test
    void shouldLookAgainOnceTheEnvironmentIsTaken() throws Exception {
        mesh.evaluate("classifier", "v2");
        Delivery prepared = mesh.begin("classifier", "v2", "production");
        mesh.promote("extractor", "v2");
        Delivery end = mesh.finish(prepared);
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.failure()).contains("extractor serves v2").contains("evaluate it again");
        assertThat(mesh.workload("classifier", "production").image()).isEqualTo(Mesh.image("classifier", "v1"));
    }

    @Test
    void shouldTellOfVersionsThatAreOnTheirWay() throws Exception {
        mesh.evaluate("classifier", "v2");
        Delivery d = mesh.begin("classifier", "v2", "production");
        while (d.phase() != Phase.WATCHING) {
            d = mesh.step(d);
        }
        assertThat(mesh.promote("extractor", "v2").consequences())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("needs a new evaluation: classifier v2 in production"))
                .anyMatch(line -> line.startsWith("needs a new evaluation: classifier v1 in production"));
    }

    @Test
    void shouldAllowAnOverrideAndLogWhatItAccepted() throws Exception {
        mesh.promote("extractor", "v2");
        PromotionRequest request = new PromotionRequest(
                "classifier", "v1", Optional.empty(), Optional.of("incident 4711"), World.actor("deploy"));
        Delivery done = mesh.finish(mesh.promotion("classifier", "production").prepare(request));
        assertThat(done.outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(done.draft().details().accepted().toString()).contains("evaluate it again");
    }

    @Test
    void shouldNotHoldUpARollbackButSayOnWhatItStands() throws Exception {
        mesh.evaluate("classifier", "v2");
        mesh.promote("classifier", "v2");
        mesh.promote("extractor", "v2");
        Delivery back = mesh.rollback("classifier");
        assertThat(back.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(back.consequences())
                .singleElement()
                .asString()
                .startsWith("runs without an evaluation that holds: extractor serves v2");
    }

    @Test
    void shouldWaitForThoseDownstreamWhereThatIsPromised() throws Exception {
        mesh.requireDownstreamEval.put("extractor", true);
        mesh.evaluate("extractor", "v2");
        assertThatThrownBy(() -> mesh.promote("extractor", "v2"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(
                        "requireDownstreamEval: classifier v1 in production has no passed evaluation against"
                                + " extractor v2; evaluate it with upstream extractor=v2");
        mesh.evaluate("classifier", "v1", Verdict.FAIL, Mesh.against("v2"));
        assertThatThrownBy(() -> mesh.promote("extractor", "v2")).isInstanceOf(RefusedException.class);
        mesh.evaluate("classifier", "v1", Verdict.PASS, Mesh.against("v2"));
        // meanwhile what serves is still the pair that was evaluated before
        assertThat(mesh.promote("classifier", "v1").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(mesh.promote("extractor", "v2").consequences())
                .singleElement()
                .asString()
                .startsWith("still holds for classifier v1");
    }
}
