package io.jenkins.plugins.modeldelivery.recording;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.FaultyDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrived in the ledger although nobody heard of it is not recorded twice, by whichever process comes back. */
class EnvironmentDecisionsTest {
    private static final Clock CLOCK = Clock.fixed(Drafts.TIME, ZoneOffset.UTC);

    @TempDir
    Path directory;

    private DecisionDraft draft;

    @BeforeEach
    void begin() throws Exception {
        draft = Drafts.promoted("production", "1.0").as(Decision.Kind.DECIDED);
    }

    private EnvironmentDecisions healthy() throws Exception {
        return new EnvironmentDecisions(Ledger.on(DirectoryStore.open(directory)), CLOCK);
    }

    /** On a disk that fails once, at the n-th time that a step comes up. */
    private EnvironmentDecisions failing(String step, int time) throws Exception {
        int[] left = {time};
        return new EnvironmentDecisions(
                Ledger.on(new FaultyDirectory(directory, name -> name.equals(step) && --left[0] == 0)), CLOCK);
    }

    /** Before and after the hard link that makes a decision count. */
    @ParameterizedTest
    @ValueSource(strings = {"opened", "unforced", "written", "linked", "tidied"})
    void shouldDecideOnceAlthoughTheAnswerWasLost(String step) throws Exception {
        EnvironmentDecisions decisions = failing(step, 1);
        assertThatThrownBy(() -> decisions.decide(draft, false)).isInstanceOf(UnreachableException.class);
        Decision decided = healthy().decide(draft, false);
        assertThat(decided.seq()).isEqualTo(1);
        assertThat(decided.id()).isEqualTo(draft.contentId());
        assertThat(Ledger.on(DirectoryStore.open(directory)).decisions().tail(MODEL, 9))
                .containsExactly(decided);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "linked", "tidied"})
    void shouldConcludeOnceAlthoughTheAnswerWasLost(String step) throws Exception {
        Decision decided = healthy().decide(draft, false);
        DecisionDraft promoted = draft.as(Decision.Kind.PROMOTED);
        EnvironmentDecisions decisions = failing(step, 1);
        assertThatThrownBy(() -> decisions.conclude(promoted, decided.seq())).isInstanceOf(UnreachableException.class);
        Optional<Decision> concluded = healthy().conclude(promoted, decided.seq());
        assertThat(concluded.orElseThrow().kind()).isEqualTo(Decision.Kind.PROMOTED);
        assertThat(Ledger.on(DirectoryStore.open(directory)).decisions().tail(MODEL, 9))
                .hasSize(2);
    }

    @Test
    void shouldNameADraftByItsContent() throws Exception {
        assertThat(draft.contentId()).isEqualTo(draft.contentId()).hasSize(32);
        assertThat(draft.as(Decision.Kind.FAILED).contentId()).isNotEqualTo(draft.contentId());
        assertThat(draft.withReason("another").contentId()).isNotEqualTo(draft.contentId());
    }
}
