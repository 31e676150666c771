package io.jenkins.plugins.modeldelivery.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecSeenTest {
    private static final WorkloadRef REF = new WorkloadRef(WorkloadRef.Kind.DEPLOYMENT, "prod", "scorer");
    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");
    private static final Duration MEMORY = Duration.ofSeconds(10);

    private static WorkloadSnapshot look(String spec, long generation, long observed) {
        return new WorkloadSnapshot(
                REF,
                "uid",
                "7",
                spec,
                "scorer@sha256:1",
                List.of("model"),
                Map.of(),
                false,
                false,
                "RollingUpdate",
                0,
                new WorkloadSnapshot.Counts(generation, observed, 1, 1, 1, 1, 1),
                List.of(),
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "a, 9,   2, 5", // annotated four times
        "a, 9,  10, 5",
        "b, 9,   2, 9",
        "a, 9,  11, 9", // not looked for so long that it may have been another one
        "a, 9,  -1, 9", // the clock was set back
        "a, 1,   2, 1" // made anew
    })
    void shouldKnowSinceWhenTheSpecificationIsWhatItIs(String spec, long generation, long later, long since) {
        SpecSeen first = SpecSeen.of(look("a", 5, 4), NOON);
        SpecSeen next = first.next(look(spec, generation, 4), NOON.plusSeconds(later), MEMORY);
        assertThat(next).isEqualTo(new SpecSeen(spec, since, NOON.plusSeconds(later)));
    }

    @Test
    void shouldBeginWithTheNewestGeneration() {
        assertThat(SpecSeen.NEVER.next(look("a", 5, 4), NOON, MEMORY)).isEqualTo(new SpecSeen("a", 5, NOON));
    }

    @Test
    void shouldBeKnownToAControllerThatHasSeenItOrAnAnnotationAfterIt() {
        SpecSeen seen = new SpecSeen("a", 5, NOON);
        assertThat(seen.isKnownTo(look("a", 9, 4).counts())).isFalse();
        assertThat(seen.isKnownTo(look("a", 9, 5).counts())).isTrue();
        assertThat(seen.isKnownTo(look("a", 9, 8).counts())).isTrue();
    }
}
