package io.jenkins.plugins.modeldelivery.ledger;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.FaultyDirectory;
import io.jenkins.plugins.modeldelivery.store.MemoryS3;
import io.jenkins.plugins.modeldelivery.store.MemoryS3.Trouble;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.Workers;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Writers that ask again after each failure, on a bucket where requests of all of them mix in any order and fail in any
 * way, and in a directory whose disk fails at any step. One request runs at a time, chosen by the seed, so that a failure can be repeated.
 */
class InterleavingTest {
    private static final Trouble[] TROUBLES = Trouble.values();
    private static final String[] ENVIRONMENTS = {"staging", "production"};
    private static final Clock CLOCK = Clock.fixed(Drafts.TIME, ZoneOffset.UTC);

    @Property(tries = 80, shrinking = ShrinkingMode.OFF)
    void shouldLoseNothingAndDoubleNothingInABucket(
            @ForAll @IntRange(min = 1, max = 6) int writers,
            @ForAll @IntRange(min = 1, max = 5) int each,
            @ForAll @IntRange(max = 40) int faultPercent,
            @ForAll long seed)
            throws Exception {
        inABucket(writers, each, faultPercent, seed);
    }

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void shouldLoseNothingOfTwentyWritersInABucket(@ForAll @IntRange(max = 40) int faultPercent, @ForAll long seed)
            throws Exception {
        inABucket(20, 1, faultPercent, seed);
    }

    private static void inABucket(int writers, int each, int faultPercent, long seed) throws Exception {
        Bucket bucket = new Bucket(writers, faultPercent, seed);
        write(writers, each, seed, bucket.turns, bucket.s3.store());
        bucket.calm();
        assertComplete(Ledger.on(bucket.s3.store()), writers, each);
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void shouldLoseNothingAndDoubleNothingInADirectory(
            @ForAll @IntRange(min = 1, max = 6) int writers,
            @ForAll @IntRange(min = 1, max = 4) int each,
            @ForAll @IntRange(max = 15) int faultPercent,
            @ForAll long seed)
            throws Exception {
        inADirectory(writers, each, faultPercent, seed);
    }

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void shouldLoseNothingOfTwentyWritersInADirectory(@ForAll @IntRange(max = 15) int faultPercent, @ForAll long seed)
            throws Exception {
        inADirectory(20, 1, faultPercent, seed);
    }

    /** Every step of every write and every read is a turn at which the disk may fail. */
    private static void inADirectory(int writers, int each, int faultPercent, long seed) throws Exception {
        Path directory = Files.createTempDirectory("ledger");
        try {
            Turns turns = new Turns(writers, seed);
            ObjectStore store = new FaultyDirectory(directory, step -> {
                turns.next();
                return turns.draw(100) < faultPercent;
            });
            write(writers, each, seed, turns, store);
            assertComplete(Ledger.on(DirectoryStore.open(directory)), writers, each);
        } finally {
            delete(directory);
        }
    }

    private static void write(int writers, int each, long seed, Turns turns, ObjectStore store) throws Exception {
        try (Workers workers = new Workers(writers)) {
            workers.run(writers, i -> {
                Thread.currentThread().setName("writer " + (char) ('a' + i));
                try {
                    write(store, i, each, seed);
                } finally {
                    turns.leave();
                }
            });
        }
    }

    private static void assertComplete(Ledger ledger, int writers, int each) throws Exception {
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

    private static void write(ObjectStore store, int writer, int each, long seed) throws Exception {
        Ledger ledger = Ledger.on(store, CLOCK, duration -> {}, seed + writer);
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
                assertThat(e).hasMessageMatching(".*(could not be|cannot be|lost ).*");
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
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
