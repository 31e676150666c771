package io.jenkins.plugins.modeldelivery.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.drift.Samples.Centring;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CentringTest {
    private static Centring of(double[]... rows) {
        Centring centring = new Centring(rows.length, rows[0].length);
        for (double[] row : rows) {
            centring.add(row);
        }
        return centring;
    }

    @Test
    void shouldMoveFarDataIntoTheMiddleOfSinglePrecision() {
        double[][] rows = {{1e6 + 0.25, -3}, {1e6 + 0.75, 5}};
        Centring centring = of(rows);
        assertThat(centring.middle()).containsExactly(new double[] {1e6 + 0.5, 1}, within(1e-9));
        assertThat(centring.scale()).isEqualTo(4);
        float[] into = new float[3];
        Vectors.of(rows).copy(1, centring.middle(), centring.scale(), into);
        assertThat(into).containsExactly(0.0625f, 1, 0);
    }

    /** Among the others, however far one is away, whichever it is. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 63})
    void shouldNotFollowOneRowFarFromAllOthers(int far) {
        double[][] rows = new double[64][1];
        for (int i = 0; i < rows.length; i++) {
            rows[i][0] = i == far ? 1e9 : i % 2;
        }
        assertThat(of(rows).middle()[0]).isBetween(0.0, 1.0);
    }

    /** A power of two, so that dividing by it rounds nothing, and nothing is ever larger than 4. */
    @ParameterizedTest
    @CsvSource({"3, 3, 1", "-1, 1, 1", "0, 3.9, 1", "0, 4, 2", "0, 1e-30, 3.944304526105059e-31"})
    void shouldScaleByAPowerOfTwo(double one, double other, double scale) {
        assertThat(of(new double[] {one}, new double[] {other}).scale()).isEqualTo(scale);
    }

    @Test
    void shouldStayFiniteAtTheEndsOfDoublePrecision() {
        double[] least = {-Double.MAX_VALUE};
        double[] most = {Double.MAX_VALUE};
        Centring centring = of(least, most, most);
        float[] into = new float[1];
        Vectors.of(new double[][] {most}).copy(0, centring.middle(), centring.scale(), into);
        assertThat(centring.scale()).isFinite();
        assertThat(into[0]).as("two of three rows are the middle").isZero();
    }
}
