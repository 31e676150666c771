package io.jenkins.plugins.modeldelivery.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Comparison;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many slices there are, a report that passes can be judged again from its counts. */
class SlicedCountsTest {
    @TempDir
    Path directory;

    private Path rows(String name, int slices, int seed) throws Exception {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < slices * 12; i++) {
            lines.add("{\"embedding\": [%s, %s], \"slice\": \"s%d\"}"
                    .formatted(random.nextGaussian(), random.nextGaussian(), i % slices));
        }
        return Files.write(directory.resolve(name), lines);
    }

    private DriftReport judged(int slices, int permutations) throws Exception {
        DriftParameters said = Parameters.of(
                DriftParameters.class,
                Map.of("slice", "slice", "alpha", "0.05", "permutations", Integer.toString(permutations)));
        return new Comparison(said.options(), "", Progress.NONE)
                .compare(Reference.file(rows("a.jsonl", slices, 1)), rows("b.jsonl", slices, 2), false)
                .report();
    }

    private static JsonNode written(DriftReport report) throws Exception {
        return Json.parse(Json.compact(report.toJson()), "test");
    }

    @Test
    void shouldThinTheCountsOfSlicesAndGiveTheSameReportAgain() throws Exception {
        DriftReport report = judged(22, 9_999);
        JsonNode document = written(report);
        assertThat(document.at("/counts/statistics")).hasSize(5);
        assertThat(document.at("/counts/slices/s0/statistics")).hasSize(1);
        assertThat(document.at("/counts/slices/s0/least").isTextual()).isTrue();
        assertThat(written(DriftReport.recompute(document))).isEqualTo(document);
    }

    @Test
    void shouldKeepThemWholeWhereThereIsRoom() throws Exception {
        JsonNode document = written(judged(3, 199));
        assertThat(document.at("/counts/slices/s0/statistics")).hasSize(5);
        assertThat(written(DriftReport.recompute(document))).isEqualTo(document);
    }

    @Test
    void shouldNeverPassWithoutThem() throws Exception {
        DriftReport report = judged(120, 9_999);
        assertThat(report.counts()).isEmpty();
        assertThat(report.verdict()).isNotEqualTo(Verdict.PASS);
        assertThat(report.reasons())
                .anyMatch(reason -> reason.contains("120 slices") && reason.contains("have no room"));
    }
}
