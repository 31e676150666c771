package io.jenkins.plugins.modeldelivery.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A judge that says FAIL about evidence that says PASS: what that means depends on which judge had spoken. */
class RecomputedTest {
    private static Evidence evidence() throws Exception {
        return Drafts.evidence("1.0", Drafts.DIGEST, "PASS", Drafts.EVAL_SET);
    }

    private static Recomputed recompute(Evidence evidence, int ours) throws Exception {
        Judges.Recomputation failing = report -> report.deepCopy().put("verdict", "FAIL");
        return Recomputed.of(evidence, Map.of("gate-report", new Judges.Judge(ours, failing)));
    }

    @ParameterizedTest
    @CsvSource({"2, 3, INCONCLUSIVE", "3, 3, FAIL", "4, 3, INCONCLUSIVE"})
    void shouldAskWhichJudgeHadSpoken(int recorded, int ours, Verdict expected) throws Exception {
        Recomputed recomputed = recompute(evidence().judgedBy(recorded), ours);
        assertThat(recomputed.verdict()).isEqualTo(expected);
        assertThat(recomputed.differing()).containsExactly("verdict");
        SchemaCheck.assertFits("recomputation", recomputed.toJson());
        String note = "version %d of the judge said PASS, version %d says FAIL".formatted(recorded, ours);
        if (recorded == ours) {
            assertThat(recomputed.toText()).doesNotContain("version").contains("verdict is not what the counts give");
            assertThat(recomputed.toJson().has("judges")).isFalse();
        } else {
            assertThat(recomputed.toText()).contains(note, "verdict came out otherwise");
            assertThat(recomputed.toJson().path("note").asText()).isEqualTo(note);
            assertThat(recomputed.toJson().at("/judges/recorded").asInt()).isEqualTo(recorded);
        }
    }

    /** Other bounds or words under the same verdict are what a new version of the judge is for. */
    @Test
    void shouldNoteWhatAnOlderJudgeSaidOtherwiseOfTheSameVerdict() throws Exception {
        Judges.Recomputation rewording = report -> report.deepCopy().put("later", "words");
        Recomputed recomputed =
                Recomputed.of(evidence().judgedBy(1), Map.of("gate-report", new Judges.Judge(2, rewording)));
        assertThat(recomputed.verdict()).isEqualTo(Verdict.PASS);
        assertThat(recomputed.reasons()).contains("later came out otherwise");
    }

    @Test
    void shouldTakeEvidenceThatNamesNoJudgeForTheFirstOnes() throws Exception {
        assertThat(evidence().judge()).isEmpty();
        assertThat(recompute(evidence(), 1).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(recompute(evidence(), 2).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void shouldNoteADifferenceOfVersionsAlone() throws Exception {
        Judges.Recomputation same = ObjectNode::deepCopy;
        Recomputed recomputed = Recomputed.of(evidence().judgedBy(1), Map.of("gate-report", new Judges.Judge(2, same)));
        assertThat(recomputed.verdict()).isEqualTo(Verdict.PASS);
        assertThat(recomputed.toText()).contains("every byte the same", "version 1 of the judge said PASS");
    }

    @Test
    void shouldNameEveryJudge() throws Exception {
        assertThat(Judges.all())
                .allSatisfy((kind, judge) -> assertThat(judge.version()).isPositive());
        Evidence named = evidence().judgedBy(7);
        assertThat(named.id())
                .isNotEqualTo(evidence().id())
                .isNotEqualTo(evidence().judgedBy(8).id());
        SchemaCheck.assertFits("evidence", named.toJson());
        assertThat(named.toJson().path("judge").asInt()).isEqualTo(7);
    }
}
