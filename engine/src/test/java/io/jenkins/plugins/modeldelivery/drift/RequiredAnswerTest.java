package io.jenkins.plugins.modeldelivery.drift;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Comparison;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report has to be of the test that was asked for. */
class RequiredAnswerTest {
    @TempDir
    Path directory;

    private static DriftParameters asked(Map<String, String> said) {
        return Parameters.of(DriftParameters.class, said);
    }

    private DriftReport judged(Map<String, String> said) throws Exception {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add(random.nextGaussian() + "," + random.nextGaussian());
        }
        Path file = Files.write(directory.resolve("rows.csv"), lines);
        return new Comparison(asked(said).options(), "", Progress.NONE)
                .compare(Reference.file(file), file, false)
                .report();
    }

    @Test
    void shouldTakeTheAnswer() throws Exception {
        Map<String, String> said = Map.of("alpha", "0.05", "tolerance", "0.2", "permutations", "199", "seed", "7");
        DriftReport report = judged(said);
        assertThatNoException().isThrownBy(() -> asked(said).requireAnswer(report));
    }

    @Test
    void shouldRefuseTheAnswerToAnEasierQuestion() throws Exception {
        DriftReport report = judged(Map.of("alpha", "0.05", "permutations", "199"));
        for (Map<String, String> said : List.of(
                Map.of("alpha", "0.1", "permutations", "199"),
                Map.of("alpha", "0.05", "permutations", "999"),
                Map.of("alpha", "0.05", "permutations", "199", "seed", "1"),
                Map.of("alpha", "0.05", "permutations", "199", "tolerance", "0.1"))) {
            assertThatThrownBy(() -> asked(said).requireAnswer(report))
                    .as("%s", said)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("not of the one that was asked for");
        }
    }
}
