package io.jenkins.plugins.modeldelivery.ledger;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.store.MemoryS3;
import io.jenkins.plugins.modeldelivery.store.MemoryS3.Trouble;
import io.jenkins.plugins.modeldelivery.store.Workers;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Writers that ask again after each failure, on a bucket where requests of all of them mix in any order and fail in any
 * way. One request runs at a time, chosen by the seed, so that a failure can be repeated.
 */
class InterleavingTest {
    private static final Trouble[] TROUBLES = Trouble.values();
    private static final String[] ENVIRONMENTS = {"staging", "production"};
    private static final Clock CLOCK = Clock.fixed(Drafts.TIME, ZoneOffset.UTC);

    @Property(tries = 80, shrinking = ShrinkingMode.OFF)
    void shouldLoseNothingAndDoubleNothing(
            @ForAll @IntRange(min = 1, max = 6) int writers,
            @ForAll @IntRange(min = 1, max = 5) int each,
            @ForAll @IntRange(max = 40) int faultPercent,
            @ForAll long seed)
            throws Exception {
        Bucket bucket = new Bucket(writers, faultPercent, seed);
        try (Workers workers = new Workers(writers)) {
            workers.run(writers, i -> {
                Thread.currentThread().setName("writer " + i);
                try {
                    write(bucket, i, each, seed);
                } finally {
                    bucket.turns.leave();
                }
            });
        }
        bucket.calm();
        Ledger ledger = Ledger.on(bucket.s3.store());
        List<Decision> all = ledger.decisions().tail(MODEL, 1000);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            for (int k = 0; k < each; k++) {
                expected.add("id-" + i + "-" + k);
            }
        }
        assertThat(all).extracting(Decision::id).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(all.stream().map(Decision::seq).sorted())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, expected.size()).boxed().toList());
        LedgerVerification verification = LedgerVerification.of(ledger);
        assertThat(verification.verdict()).as(verification.toText()).isEqualTo(Verdict.PASS);
        assertThat(verification.decisions()).isEqualTo(expected.size());
    }

    private static void write(Bucket bucket, int writer, int each, long seed) throws Exception {
        Ledger ledger = Ledger.on(bucket.s3.store(), CLOCK, duration -> {}, seed + writer);
        for (int k = 0; k < each; k++) {
            String id = "id-" + writer + "-" + k;
            DecisionDraft draft = Drafts.promoted(ENVIRONMENTS[(writer + k) % 2], "1." + writer + "." + k);
            Decision appended = untilAnswered(ledger, draft, id);
            assertThat(appended.id()).isEqualTo(id);
            assertThat(appended.draft()).isEqualTo(draft);
        }
    }

    private static Decision untilAnswered(Ledger ledger, DecisionDraft draft, String id) throws Exception {
        while (true) {
            try {
                return ledger.decisions().append(draft, Expectation.any(), id);
            } catch (UnreachableException e) {
                assertThat(e).hasMessageContaining("could not be");
            }
        }
    }

    /** A bucket with bad days, which end. */
    private static final class Bucket {
        private final Turns turns;
        private final int faultPercent;
        private final MemoryS3 s3;
        private volatile boolean isCalm;

        Bucket(int writers, int faultPercent, long seed) {
            this.turns = new Turns(writers, seed);
            this.faultPercent = faultPercent;
            Function<String, Trouble> plan = this::trouble;
            this.s3 = new MemoryS3(plan);
        }

        private Trouble trouble(String method) {
            if (isCalm) {
                return Trouble.NONE;
            }
            turns.next();
            if (turns.draw(10) == 0) {
                s3.arrive();
            }
            return turns.draw(100) < faultPercent ? TROUBLES[turns.draw(TROUBLES.length)] : Trouble.NONE;
        }

        /** Nothing fails any more, and everything under way arrives. */
        void calm() {
            isCalm = true;
            while (s3.arrive()) {
                assertThat(s3.requests()).isPositive();
            }
        }
    }
}
