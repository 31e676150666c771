package io.jenkins.plugins.modeldelivery.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputComparisonTest {
    private static final int ROWS = 400;
    private static final double[][] OUTPUTS = outputs();

    @TempDir
    Path directory;

    private static double[][] outputs() {
        Random random = new Random(7);
        double[][] rows = new double[ROWS][4];
        for (double[] row : rows) {
            for (int u = 0; u < row.length; u++) {
                row[u] = random.nextGaussian();
            }
        }
        return rows;
    }

    private Path csv(String name, IntFunction<double[]> row) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double[] v = row.apply(i);
            lines.add(String.format(Locale.ROOT, "%.9f,%.9f,%.9f,%.9f", v[0], v[1], v[2], v[3]));
        }
        return Files.write(directory.resolve(name), lines);
    }

    private static double[] moved(int i, double by) {
        double[] row = OUTPUTS[i].clone();
        for (int u = 0; u < row.length; u++) {
            row[u] += by * ((i + u) % 2 == 0 ? 1 : -1);
        }
        return row;
    }

    private static OutputComparison compare(Path before, Path now, double tolerance) throws Exception {
        return OutputComparison.of(
                "extractor",
                Optional.empty(),
                Optional.empty(),
                before,
                now,
                DriftOptions.defaults()
                        .withTolerance(tolerance)
                        .withPermutations(199)
                        .withThreads(1),
                Progress.NONE);
    }

    @Test
    void shouldPassOutputsThatMovedALittle() throws Exception {
        Path before = csv("a.csv", i -> OUTPUTS[i]);
        OutputComparison same = compare(before, csv("b.csv", i -> OUTPUTS[i]), 0.3);
        assertThat(same.verdict()).as(same.toText()).isEqualTo(Verdict.PASS);
        assertThat(same.toJson().path("movement").asDouble()).isZero();
        // each of four coordinates by 0.02: a row moves by 0.04, in units of sigma, which is about 2 here
        ObjectNode little =
                compare(before, csv("c.csv", i -> moved(i, 0.02)), 0.3).toJson();
        double sigma = little.at("/test/bandwidth").asDouble();
        assertThat(little.path("movement").asDouble()).isBetween(0.039 / sigma, 0.041 / sigma);
        assertThat(little.path("verdict").asText()).isEqualTo("PASS");
        assertThat(little.has("drift")).isFalse();
        SchemaCheck.assertFits("output-report", little);
    }

    @Test
    void shouldFailOutputsThatShifted() throws Exception {
        Path now = csv("b.csv", i -> new double[] {OUTPUTS[i][0] + 2, OUTPUTS[i][1], OUTPUTS[i][2], OUTPUTS[i][3]});
        assertThat(compare(csv("a.csv", i -> OUTPUTS[i]), now, 0.05).verdict()).isEqualTo(Verdict.FAIL);
    }

    /** The same outputs for other inputs: the distribution is what it was, and whoever receives them gets nonsense. */
    @Test
    void shouldFailOutputsThatWereExchanged() throws Exception {
        OutputComparison exchanged =
                compare(csv("a.csv", i -> OUTPUTS[i]), csv("b.csv", i -> OUTPUTS[(i + 1) % ROWS]), 0.3);
        assertThat(exchanged.toJson().at("/test/verdict").asText()).isEqualTo("PASS");
        assertThat(exchanged.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(exchanged.reasons().get(0)).startsWith("the rows moved by ");
    }

    @Test
    void shouldJoinRowsByTheirIds() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            lines.add("{\"id\":\"r" + i + "\",\"embedding\":" + Json.compact(OUTPUTS[i]) + "}");
        }
        Path before = Files.write(directory.resolve("a.jsonl"), lines);
        Collections.shuffle(lines, new Random(1));
        OutputComparison shuffled = compare(before, Files.write(directory.resolve("b.jsonl"), lines), 0.3);
        assertThat(shuffled.verdict()).as(shuffled.toText()).isEqualTo(Verdict.PASS);
        lines.set(3, lines.get(3).replace("\"r", "\"other"));
        Path other = Files.write(directory.resolve("c.jsonl"), lines);
        assertThatThrownBy(() -> compare(before, other, 0.3))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has no partner in the reference");
        Path without = csv("d.csv", i -> OUTPUTS[i]);
        assertThatThrownBy(() -> compare(before, without, 0.3)).hasMessageContaining("none in the other");
        assertThatThrownBy(() -> compare(without, before, 0.3)).hasMessageContaining("none in the other");
    }

    @Test
    void shouldRefuseToGuess() throws Exception {
        Path before = csv("a.csv", i -> OUTPUTS[i]);
        Path fewer = Files.write(
                directory.resolve("b.csv"), Files.readAllLines(before).subList(0, 9));
        assertThatThrownBy(() -> compare(before, fewer, 0.3)).hasMessageContaining("outputs on the same inputs");
        assertThatThrownBy(() -> compare(before, before, 0)).hasMessageContaining("tolerance greater than 0");
        // a tolerance smaller than what so few rows can show decides nothing
        assertThat(compare(before, csv("c.csv", i -> OUTPUTS[i]), 0.001).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        Path equal = csv("d.csv", i -> new double[] {1, 1, 1, 1});
        assertThat(compare(equal, equal, 0.3).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }
}
