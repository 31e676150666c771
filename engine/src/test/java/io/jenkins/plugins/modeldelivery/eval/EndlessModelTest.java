package io.jenkins.plugins.modeldelivery.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.notification.EndlessServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint that never stops to answer. */
@Timeout(60)
class EndlessModelTest {
    @TempDir
    Path directory;

    @Test
    void shouldBeBrokenOffAndCountAsWrong() throws Exception {
        try (EndlessServer endless = new EndlessServer()) {
            Runs runs = new Runs(directory);
            runs.concurrency = 1;
            runs.http(runs.evalSet(3, i -> Integer.toString(i)), endless.url());
            assertThat(runs.lines())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line.path("error").asText())
                            .isEqualTo("too large: the answer has more than 1048576 bytes"));
        }
    }
}
