package io.jenkins.plugins.modeldelivery.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OrderStatisticsTest {
    @Test
    void shouldEqualSorting() {
        SplittableRandom random = new SplittableRandom(3);
        for (int n : new int[] {1, 2, 100, 8_192, 8_193, 50_000}) {
            double[] values = random.doubles(n, -1, 1)
                    .map(x -> random.nextInt(4) == 0 ? x * 0.0 : Math.rint(1e4 * x) / 100)
                    .toArray();
            TreeSet<Long> ranks = new TreeSet<>();
            for (int i = 0; i < 20; i++) {
                ranks.add(1 + random.nextLong(n));
            }
            ranks.add(1L);
            ranks.add((long) n);
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            double[] expected =
                    ranks.stream().mapToDouble(rank -> sorted[(int) (rank - 1)]).toArray();
            assertThat(Tally.OrderStatistics.of(values, ranks)).containsExactly(expected);
        }
    }

    @Test
    void shouldCountCellsInOrderOfTheirKeys() {
        Confusion.CellCounts cells = new Confusion.CellCounts();
        for (int i = 0; i < 3_000; i++) {
            cells.increment(i % 1_000 * 4_097L);
        }
        long[] last = {-1, 0};
        cells.forEach((key, count) -> {
            assertThat(key).isGreaterThan(last[0]);
            assertThat(count).isEqualTo(3);
            last[0] = key;
            last[1]++;
        });
        assertThat(last[1]).isEqualTo(1_000);
    }
}
