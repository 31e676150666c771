package io.jenkins.plugins.modeldelivery.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriftTestTest {
    private static final DriftOptions OPTIONS = DriftFixture.options("threads", 1, "permutations", 199);

    private static DriftOptions with(Object... said) {
        return DriftFixture.options(Stream.concat(Stream.of("threads", 1, "permutations", 199), Stream.of(said))
                .toArray());
    }

    static Vectors rows(int n, int width, double shift, long stream) {
        SplitMix random = new SplitMix(7, stream);
        double[][] rows = new double[n][width];
        for (double[] row : rows) {
            for (int u = 0; u < width; u++) {
                row[u] = shift + random.nextDouble() + random.nextDouble() - random.nextDouble();
            }
        }
        return Vectors.of(rows);
    }

    static DriftReport compare(Vectors reference, Vectors current, DriftOptions options) throws Exception {
        DriftReport report = DriftTest.compare(reference, current, options, Progress.NONE);
        SchemaCheck.assertFits("drift-report", report.toJson());
        assertThat(report.toText()).startsWith(report.verdict().name());
        assertThat(report.toMarkdown()).contains(report.verdict().name());
        assertRecomputes(report);
        return report;
    }

    /** From its own document, written and read as a ledger does. */
    private static void assertRecomputes(DriftReport report) throws Exception {
        JsonNode kept = Json.parse(Json.compact(report.toJson()), "the kept report");
        JsonNode again = Json.parse(Json.compact(DriftReport.recompute(kept).toJson()), "the report once more");
        assertThat(Json.compact(again)).isEqualTo(Json.compact(kept));
    }

    @Test
    void shouldFindOutWhatItsPermutationsDoNotGive() throws Exception {
        ObjectNode report =
                compare(rows(80, 5, 0, 1), rows(80, 5, 0.5, 2), OPTIONS).toJson();
        report.put("verdict", "PASS").put("p_value", 0.5);
        assertThat(DriftReport.recompute(report).verdict()).isEqualTo(Verdict.FAIL);
        report.withObject("counts").withArray("statistics").removeAll();
        assertThatThrownBy(() -> DriftReport.recompute(report))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("one or five bandwidths were expected");
        report.remove("counts");
        assertThatThrownBy(() -> DriftReport.recompute(report))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("keeps no permuted statistics");
    }

    /** 150 rows: single rows move; above 400 equal bins do. */
    @ParameterizedTest
    @CsvSource({"80, 70, LADDER", "80, 70, SINGLE", "300, 250, LADDER", "1200, 1100, LADDER", "3000, 30, LADDER"})
    void shouldGiveTheSameBitsWithAnyNumberOfThreads(int n, int m, DriftOptions.Kind kind) throws Exception {
        Vectors reference = rows(n, 10, 0, 1);
        Vectors current = rows(m, 10, 0.05, 2);
        DriftReport one = compare(reference, current, with("test", kind));
        for (int threads : new int[] {2, 3}) {
            DriftReport other = compare(reference, current, with("test", kind, "threads", threads));
            assertThat(Json.compact(other.toJson())).isEqualTo(Json.compact(one.toJson()));
        }
    }

    @ParameterizedTest
    @CsvSource({"60, 50", "1100, 1000"})
    void shouldAgreeBetweenPrecisions(int n, int m) throws Exception {
        Vectors reference = rows(n, 6, 1000, 1);
        Vectors current = rows(m, 6, 1000.1, 2);
        DriftReport fast = compare(reference, current, OPTIONS);
        DriftReport exact = compare(reference, current, with("precision", DriftOptions.Precision.DOUBLE));
        assertThat(fast.mmd2().orElseThrow()).isCloseTo(exact.mmd2().orElseThrow(), within(1e-6));
        assertThat(fast.effect().lower().orElseThrow())
                .isCloseTo(exact.effect().lower().orElseThrow(), within(1e-4));
    }

    /** Between 768 columns the kernel at a quarter of sigma is about 1e-7: no reason to call its statistics ties. */
    @ParameterizedTest
    @CsvSource({"60, SINGLE", "60, DOUBLE", "1100, SINGLE"})
    void shouldTellStatisticsApartAtTheSmallestBandwidth(int n, DriftOptions.Precision precision) throws Exception {
        DriftReport report = compare(rows(n, 768, 0, 1), rows(n, 768, 0, 2), with("precision", precision));
        Statistics narrowest = report.counts().orElseThrow().statistics().get(0).statistics();
        double[] values = narrowest.values().clone();
        double tie = narrowest.tie();
        Arrays.sort(values);
        long apart = IntStream.range(1, values.length)
                .filter(b -> values[b] - values[b - 1] > tie)
                .count();
        assertThat(apart).isGreaterThan(values.length * 9L / 10);
    }

    /** Bins of 600 rows are wider than the kernel's panels of 512 columns. */
    @Test
    void shouldAgreeBetweenPrecisionsOnLargeGroups() throws Exception {
        Vectors reference = rows(1200, 6, 0, 1).withGroups(groups(1200));
        Vectors current = rows(1200, 6, 0.1, 2).withGroups(groups(1200));
        DriftReport fast = compare(reference, current, OPTIONS);
        DriftReport exact = compare(reference, current, with("precision", DriftOptions.Precision.DOUBLE));
        assertThat(fast.mmd2().orElseThrow()).isCloseTo(exact.mmd2().orElseThrow(), within(1e-6));
        assertThat(fast.effect().lower().orElseThrow())
                .isCloseTo(exact.effect().lower().orElseThrow(), within(1e-4));
    }

    private static String[] groups(int rows) {
        return IntStream.range(0, rows).mapToObj(i -> "g" + i % 2).toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-3, 1e12, 1e300})
    void shouldNotPassWithABandwidthThatSeesNothing(double sigma) throws Exception {
        DriftReport report = compare(rows(80, 5, 0, 1), rows(80, 5, 0.5, 2), with("bandwidth", sigma));
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.reasons().get(0)).contains("degenerate", "tells no rows apart");
    }

    /** The pooled median of these is not zero, the reference's own is. */
    @Test
    void shouldNameASampleThatMostlyRepeatsItself() throws Exception {
        Vectors mostly = rows(40, 5, 0, 1);
        double[][] repeated = new double[40][5];
        for (int i = 0; i < 10; i++) {
            mostly.copy(i, repeated[i]);
        }
        DriftReport reference = compare(Vectors.of(repeated), rows(45, 5, 0, 2), with("alpha", 0.005));
        assertThat(String.join(" ", reference.reasons())).contains("degenerate", "within the reference");
        assertThat(reference.verdict()).isNotEqualTo(Verdict.PASS);
        DriftReport current = compare(rows(45, 5, 0, 2), Vectors.of(repeated), with("alpha", 0.005));
        assertThat(String.join(" ", current.reasons())).contains("degenerate", "within the current data");
    }

    @Test
    void shouldFailOnAShiftAndPassWithout() throws Exception {
        assertThat(compare(rows(80, 5, 0, 1), rows(80, 5, 0.5, 2), OPTIONS).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(compare(rows(80, 5, 0, 1), rows(80, 5, 0, 3), OPTIONS).verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldPassWithAWarningInsideTheTolerance() throws Exception {
        DriftReport report = compare(rows(80, 5, 0, 1), rows(80, 5, 0.5, 2), with("tolerance", 1.2));
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.reasons().get(0)).startsWith("warning: ").contains("inside the tolerance");
    }

    @Test
    void shouldSayWhenTheDataAreTooFewForTheTolerance() throws Exception {
        DriftReport report = compare(rows(20, 5, 0, 1), rows(20, 5, 0, 2), with("tolerance", 0.01));
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.reasons().get(0)).contains("too little data");
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 10", "10, 1", "2, 2", "3, 3"})
    void shouldNeverPassOnTooFewRows(int n, int m) throws Exception {
        DriftReport report = compare(rows(n, 3, 0, 1), rows(m, 3, 0, 2), OPTIONS);
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.reasons().get(0)).contains("too few rows");
    }

    @Test
    void shouldNameDegenerateData() throws Exception {
        Vectors equal = Vectors.of(new double[30][4]);
        assertThat(compare(equal, equal, OPTIONS).reasons().get(0)).contains("all rows are equal");

        double[][] mostly = new double[30][2];
        mostly[0][0] = 1;
        mostly[1][1] = 1;
        DriftReport report = compare(Vectors.of(mostly), Vectors.of(mostly), OPTIONS);
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.reasons().get(0)).contains("median distance is zero");
        DriftReport given = compare(Vectors.of(mostly), Vectors.of(mostly), with("bandwidth", 1));
        assertThat(given.verdict()).as("a given bandwidth makes it no better").isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(given.reasons().get(0)).contains("median distance is zero");
    }

    @Test
    void shouldNameConstantColumnsUnlessTheyAreAccepted() throws Exception {
        double[][] x = new double[40][2];
        double[][] y = new double[40][2];
        for (int i = 0; i < 40; i++) {
            x[i][0] = Math.sin(i);
            y[i][0] = Math.sin(i + 0.5);
        }
        DriftReport report = compare(Vectors.of(x), Vectors.of(y), OPTIONS);
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.reasons().get(0)).contains("column 2 is constant");
        assertThat(compare(Vectors.of(x), Vectors.of(y), with("allowConstantColumns", true))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldRefuseUnequalWidthAndUnreachableLevels() {
        assertThatThrownBy(() -> compare(rows(5, 3, 0, 1), rows(5, 4, 0, 2), OPTIONS))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("rows of 3 numbers, the current data of 4");
        assertThatThrownBy(() -> compare(rows(5, 3, 0, 1), rows(5, 3, 0, 2), with("alpha", 0.001)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least 999");
    }

    @Test
    void shouldStopWhenInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> DriftTest.compare(rows(1200, 4, 0, 1), rows(1200, 4, 0, 2), OPTIONS, Progress.NONE))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void shouldCorrectForTheNumberOfSlices() {
        assertThat(Slicing.holm(List.of(0.01, 0.04, 0.03, 0.005))).containsExactly(0.03, 0.06, 0.06, 0.02);
        assertThat(Slicing.holm(List.of(0.9, 0.8))).containsExactly(1.0, 1.0);
    }
}
