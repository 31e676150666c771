package io.jenkins.plugins.modeldelivery.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.drift.DriftFixture;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.drift.ViewShift;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.drift.reading.View;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several views, and several columns, have one level; the table of the digits is {@link ViewsSimulation}. */
class ViewsSimulationTest {
    private static final double ALPHA = 0.05;
    private static final double LEAST_CHANCE = 1e-4;

    private static final DriftOptions OPTIONS = DriftFixture.options(
            "alpha", ALPHA, "permutations", 99, "threads", 1, "field", List.of("embedding", "scores", "prediction"));

    @TempDir
    Path directory;

    /** Rejections of an exact test are Bin(1000, 0.05): as many more, or less, come once in 10,000 runs. */
    @Test
    void shouldGiveNoMoreFalseAlarmsOverAllViewsThanTheLevelSays() throws Exception {
        int seeds = 1000;
        int rejected = 0;
        for (int seed = 0; seed < seeds; seed++) {
            SplitMix random = new SplitMix(seed, 1);
            DriftReport report = DriftTest.compare(views(random, 24), views(random, 20), OPTIONS, Progress.NONE);
            rejected += report.pValue().orElseThrow() <= ALPHA ? 1 : 0;
            assertThat(report.views().orElseThrow().stream()
                            .mapToDouble(ViewShift::adjusted)
                            .min()
                            .orElseThrow())
                    .isEqualTo(report.pValue().orElseThrow());
        }
        BinomialDistribution valid = BinomialDistribution.of(seeds, ALPHA);
        assertThat(valid.survivalProbability(rejected - 1))
                .as("%d rejected", rejected)
                .isGreaterThan(LEAST_CHANCE);
        assertThat(valid.cumulativeProbability(rejected))
                .as("%d rejected", rejected)
                .isGreaterThan(LEAST_CHANCE);
    }

    /** Numbers, scores that depend on them, and the class that follows from the scores. */
    private static Vectors views(SplitMix random, int rows) {
        double[][] values = new double[rows][];
        for (int i = 0; i < rows; i++) {
            double one = random.nextDouble() + random.nextDouble();
            double score = 1 / (1 + Math.exp(3 - 3 * one - random.nextDouble()));
            values[i] =
                    new double[] {one, random.nextDouble(), random.nextDouble(), score, 1 - score, score > 0.5 ? 1 : 0};
        }
        return Vectors.of(
                List.of(
                        new View("embedding", View.Kind.NUMBERS, 3, List.of()),
                        new View("scores", View.Kind.SCORES, 2, List.of("yes", "no")),
                        new View("prediction", View.Kind.LABEL, 1, List.of("no", "yes"))),
                values);
    }

    @Test
    void shouldNameNoMoreColumnsByChanceThanTheLevelSays() throws Exception {
        int seeds = 400;
        int named = 0;
        DriftOptions options = DriftFixture.options("alpha", ALPHA, "permutations", 99, "threads", 1);
        for (int seed = 0; seed < seeds; seed++) {
            SplitMix random = new SplitMix(seed, 2);
            DriftReport report =
                    DriftTest.compare(table(random, "a.csv", 25), table(random, "b.csv", 30), options, Progress.NONE);
            assertThat(report.columns().orElseThrow()).hasSize(5);
            named += report.columns().get().stream().anyMatch(column -> column.moved()) ? 1 : 0;
        }
        BinomialDistribution valid = BinomialDistribution.of(seeds, ALPHA);
        assertThat(valid.survivalProbability(named - 1)).as("%d named", named).isGreaterThan(LEAST_CHANCE);
        assertThat(valid.cumulativeProbability(named)).as("%d named", named).isGreaterThan(LEAST_CHANCE);
    }

    /** Three columns of numbers, one of them with many ties, and two of words. */
    private Vectors table(SplitMix random, String name, int rows) throws Exception {
        StringJoiner text = new StringJoiner("\n", "x,y,few,word,rare\n", "\n");
        for (int i = 0; i < rows; i++) {
            text.add(random.nextDouble() + "," + Math.exp(3 * random.nextDouble()) + "," + random.nextInt(3) + ","
                    + "abc".charAt(random.nextInt(3)) + "," + (random.nextInt(12) == 0 ? "z" : "k"));
        }
        Path file = Files.writeString(directory.resolve(name), text.toString());
        return VectorFile.read(file, ReadOptions.defaults(), Progress.NONE);
    }

    @Test
    void shouldSeeInBothViewsWhatOnlyOneOfThemShows() throws Exception {
        ViewsSimulation digits = new ViewsSimulation();
        ViewsSimulation.Rejections turned = digits.run(ViewsSimulation.Change.A_FIFTH_TURNED_BY_25_DEGREES, 12, 199);
        assertThat(turned.both()).isGreaterThan(turned.scores()).isGreaterThanOrEqualTo(11);
        ViewsSimulation.Rejections none = digits.run(ViewsSimulation.Change.NONE, 12, 199);
        assertThat(DriftSimulation.Rates.chance(none.both(), none.runs(), ALPHA))
                .isGreaterThan(LEAST_CHANCE);
    }
}
