package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubsetsTest {
    private static final int WIDTH = 7;
    private static final int STEP = Subsets.ROWS * Subsets.TABLES;

    /** Numbers of rows around whole tables, whole passes and whole words of bits. */
    @ParameterizedTest
    @ValueSource(ints = {4, 30, 31, 64, 65, 130, 201})
    void shouldSumTheRowsOfEachLabelling(int rows) {
        Bins bins = Bins.ofRows(rows / 2, rows - rows / 2);
        Labellings labellings = Labellings.draw(bins, 10, 3);
        double[][] labels = labellings.doubles();
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = 1 + i % 13;
        }
        Subsets subsets = new Subsets(labellings, rows);
        float[][] results = subsets.results(WIDTH);
        float[][][] tables = Subsets.tables(WIDTH);
        for (int first = 0; first < rows; first += STEP) {
            for (int r = 0; r < STEP; r++) {
                for (int j = 0; j < WIDTH; j++) {
                    Subsets.place(tables, r)[j] = first + r < rows ? (float) values[first + r] * j : 0;
                }
            }
            subsets.add(results, tables, first, WIDTH);
        }
        double[] sums = subsets.sums(values);
        double all = 0;
        for (double value : values) {
            all += value;
        }
        assertThat(sums[labellings.count()]).isEqualTo(all);
        for (int b = 0; b < labellings.count(); b++) {
            double expected = 0;
            for (int i = 0; i < rows; i++) {
                expected += labels[i][b] * values[i];
            }
            assertThat(sums[b]).isEqualTo(expected);
            for (int j = 0; j < WIDTH; j++) {
                assertThat((double) results[b][j]).isCloseTo(expected * j, within(1e-9));
            }
        }
    }
}
