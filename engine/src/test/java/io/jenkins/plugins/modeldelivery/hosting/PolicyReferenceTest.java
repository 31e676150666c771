package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The reference says what the schema says. */
class PolicyReferenceTest {
    @Test
    void shouldBeUpToDate() throws Exception {
        assertThat(Files.readString(PolicyReference.PAGE)).as("run ./dev docs").isEqualTo(PolicyReference.page());
    }

    @Test
    void shouldNameEveryKeyWithItsRange() throws Exception {
        assertThat(PolicyReference.page())
                .contains("| `evalSet.shift.alpha` | number > 0, < 1 | `0.01` |")
                .contains("| `rules[].noWorseThanBaseline` | number ≥ 0 |")
                .contains("| `dependsOn[].environment` | name | `production` |")
                .contains("| `traffic.window` | number and `s`, `m`, `h`, `d` or `w` |");
    }
}
