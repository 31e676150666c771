package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The environment files of the version before mean what they meant. */
class EnvironmentsOfTheVersionBeforeTest {
    private static Environment read(String name) throws Exception {
        return Environment.read(Path.of("src/test/resources/before/inputs", name), Optional.of("intent"));
    }

    @Test
    void shouldReadAllThatAnEnvironmentMaySay() throws Exception {
        assertThat(read("environment-full.yaml"))
                .isEqualTo(Environment.of(
                        "production",
                        WorkloadRef.parse("prod", "deployment/scorer"),
                        "model",
                        "registry.example.com/models/{model}@{digest}",
                        EnumSet.allOf(EvidenceKind.class),
                        new Environment.Timing(
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(30),
                                Duration.ofMillis(500),
                                Duration.ofMinutes(2),
                                Duration.ofDays(31),
                                Duration.ofDays(7))));
    }

    @Test
    void shouldFillInTheSameDefaults() throws Exception {
        Environment.Timing timing = new Environment.Timing(
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofDays(7));
        assertThat(read("environment-least.yaml"))
                .isEqualTo(Environment.of(
                        "staging", WorkloadRef.parse("default", "statefulset/scorer"), "model", "", Set.of(), timing));
        assertThat(read("environment-kserve.json"))
                .isEqualTo(Environment.of(
                        "shared",
                        WorkloadRef.parse("models", "inferenceservice/scorer"),
                        "kserve-container",
                        "",
                        Set.of(),
                        timing));
    }

    @Test
    void shouldRefuseAKeyThatItDoesNotKnow() {
        assertThatThrownBy(() -> read("environment-unknown-key.yaml"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("'require' of ")
                .hasMessageContaining(
                        "environment-unknown-key.yaml is not known; there are container, image, minimum, models, name,");
    }
}
