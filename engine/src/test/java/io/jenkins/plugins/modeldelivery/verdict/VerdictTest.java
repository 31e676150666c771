package io.jenkins.plugins.modeldelivery.verdict;

import static io.jenkins.plugins.modeldelivery.verdict.Verdict.FAIL;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.INCONCLUSIVE;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void shouldNeverPassWithoutEvidence() {
        assertThat(Verdict.worst(List.of())).isEqualTo(INCONCLUSIVE);
    }

    @Test
    void shouldPassOnlyWhenAllPass() {
        assertThat(Verdict.worst(List.of(PASS, PASS))).isEqualTo(PASS);
        assertThat(Verdict.worst(List.of(PASS, INCONCLUSIVE))).isEqualTo(INCONCLUSIVE);
        assertThat(Verdict.worst(List.of(INCONCLUSIVE, FAIL, PASS))).isEqualTo(FAIL);
    }
}
