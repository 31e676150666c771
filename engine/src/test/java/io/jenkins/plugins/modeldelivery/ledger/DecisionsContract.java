package io.jenkins.plugins.modeldelivery.ledger;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static io.jenkins.plugins.modeldelivery.ledger.Drafts.promoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a chain of decisions promises on every store. */
interface DecisionsContract {
    /** A store that is empty at the start of each test. */
    ObjectStore store() throws Exception;

    @Test
    default void shouldChainDecisions() throws Exception {
        Ledger ledger = Ledger.on(store());
        Decision first = ledger.decisions().append(promoted("staging", "1.0"));
        Decision second = ledger.decisions().append(promoted("production", "1.0"));
        Decision third = ledger.decisions().append(promoted("production", "1.1"), Expectation.last(second.seq()));
        assertThat(first.seq()).isEqualTo(1);
        assertThat(first.previous()).isEmpty();
        assertThat(third.previous()).contains(second.sha256());
        assertThat(third.ordinal()).isEqualTo(2);
        assertThat(ledger.decisions().tail(MODEL, 9)).containsExactly(third, second, first);
        assertThat(ledger.decisions().tail(MODEL, "production", 9)).containsExactly(third, second);
        assertThat(ledger.decisions().tail(MODEL, "staging", 9)).containsExactly(first);
        assertThat(ledger.decisions().tail(MODEL, "nowhere", 9)).isEmpty();
        assertThat(ledger.decisions().tail(MODEL, 1)).containsExactly(third);
        assertThat(ledger.decisions().read(MODEL, 2)).contains(second);
        assertThat(ledger.decisions().read(MODEL, 4)).isEmpty();
    }

    @Test
    default void shouldRefuseToDecideOnAnOldPicture() throws Exception {
        Ledger ledger = Ledger.on(store());
        Decision seen = ledger.decisions().append(promoted("production", "1.0"), Expectation.last(0));
        ledger.decisions().append(promoted("production", "1.1"));
        assertThatThrownBy(() -> ledger.decisions().append(promoted("production", "1.2"), Expectation.last(seen.seq())))
                .isInstanceOf(LostRaceException.class)
                .hasMessageContaining("moved on");
        assertThat(ledger.decisions().head(MODEL).orElseThrow().seq()).isEqualTo(2);
        ledger.decisions().append(promoted("staging", "1.2"), Expectation.last(0));
    }

    @Test
    default void shouldAppendOnceHoweverOftenAskedWithTheSameId() throws Exception {
        ObjectStore store = store();
        Decisions decisions = Ledger.on(store).decisions();
        DecisionDraft draft = promoted("production", "1.0");
        Decision first = decisions.append(draft, Expectation.last(0), "d1");
        for (int i = 0; i < 9; i++) {
            decisions.append(promoted("staging", "1." + i));
        }
        assertThat(decisions.append(draft, Expectation.last(0), "d1")).isEqualTo(first);
        assertThat(Ledger.on(store).decisions().append(draft, Expectation.last(0), "d1"))
                .isEqualTo(first);
        assertThatThrownBy(() -> decisions.append(promoted("production", "2.0"), Expectation.any(), "d1"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("decision 1 of intent");
        assertThatThrownBy(() -> decisions.append(draft, Expectation.any(), "../d1"))
                .isInstanceOf(BadInputException.class);
        assertThat(decisions.head(MODEL).orElseThrow().seq()).isEqualTo(10);
        assertThat(decisions
                        .append(promoted("production", "2.0"), Expectation.any(), "d2")
                        .seq())
                .isEqualTo(11);
    }

    @Test
    default void shouldTellWhatRuns() throws Exception {
        Decisions decisions = Ledger.on(store()).decisions();
        assertThat(decisions.serving(MODEL, "production")).isEmpty();
        DecisionDraft old = promoted("production", "1.0");
        decisions.append(old);
        DecisionDraft next = promoted("production", "2.0").withFrom(old.to()).as(Decision.Kind.DECIDED);
        decisions.append(next);
        assertThat(decisions.serving(MODEL, "production").orElseThrow().to().version())
                .isEqualTo("1.0");
        decisions.append(next.as(Decision.Kind.FAILED));
        Decision reverted = decisions.append(next.reverted(Decision.Kind.REVERTED));
        assertThat(decisions.serving(MODEL, "production")).contains(reverted);
        assertThat(reverted.to().version()).isEqualTo("1.0");
        assertThat(decisions.tail(MODEL, "production", 9))
                .filteredOn(decision -> decision.operation().equals(next.operation()))
                .extracting(Decision::kind)
                .containsExactly(Decision.Kind.REVERTED, Decision.Kind.FAILED, Decision.Kind.DECIDED);
    }

    @Test
    default void shouldReadTheSameThroughSegmentsAsOneByOne() throws Exception {
        ObjectStore store = store();
        Ledger ledger = Ledger.on(store);
        List<Decision> all = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 1; i <= 150; i++) {
            String environment = random.nextInt(10) == 0 ? "rare" : random.nextBoolean() ? "production" : "staging";
            all.add(0, ledger.decisions().append(promoted(environment, "1." + i)));
        }
        Decisions fresh = Ledger.on(store).decisions();
        assertThat(fresh.tail(MODEL, 1000)).isEqualTo(all);
        for (String environment : List.of("rare", "production", "staging")) {
            List<Decision> expected = all.stream()
                    .filter(d -> d.environment().equals(environment))
                    .toList();
            assertThat(Ledger.on(store).decisions().tail(MODEL, environment, 1000))
                    .isEqualTo(expected);
            assertThat(Ledger.on(store).decisions().tail(MODEL, environment, 50))
                    .isEqualTo(expected.subList(0, Math.min(50, expected.size())));
        }
    }

    @Test
    default void shouldLoseNothingWithTwentyWriters() throws Exception {
        ObjectStore store = store();
        int writers = 20;
        int each = 3;
        try (Workers workers = new Workers(writers)) {
            workers.run(writers, i -> {
                Ledger ledger = Ledger.on(store);
                for (int k = 0; k < each; k++) {
                    ledger.decisions().append(promoted("production", "1." + i + "." + k));
                }
            });
        }
        Ledger ledger = Ledger.on(store);
        List<Decision> all = ledger.decisions().tail(MODEL, 1000);
        assertThat(all).hasSize(writers * each);
        assertThat(all.stream().map(d -> d.to().version()).distinct()).hasSize(writers * each);
        assertThat(LedgerVerification.of(ledger).problems()).isEmpty();
    }
}
