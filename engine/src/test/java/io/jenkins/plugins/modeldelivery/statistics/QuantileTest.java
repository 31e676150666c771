package io.jenkins.plugins.modeldelivery.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QuantileTest {
    @Test
    void shouldUseNearestRankAlsoWhereBinaryFractionsAreInexact() {
        assertThat(Quantile.rank(0.95, 20)).isEqualTo(19);
        assertThat(Quantile.rank(0.95, 19)).isEqualTo(19);
        assertThat(Quantile.rank(0.5, 1)).isEqualTo(1);
        assertThat(Quantile.rank(0.99, 100)).isEqualTo(99);
        assertThat(Quantile.rank(0.95, 1_000_000)).isEqualTo(950_000);
    }

    @Test
    void shouldRefuseQuantilesOfNothing() {
        assertThatThrownBy(() -> Quantile.rank(0.95, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quantile.rank(0, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    /** An upper bound for p95 at 95 % exists from 59 values on: ln 0.05 / ln 0.95. */
    @Test
    void shouldHaveNoUpperBoundForP95Below59Values() {
        assertThat(Quantile.upperBoundRank(0.95, 58, 0.95)).isEmpty();
        assertThat(Quantile.upperBoundRank(0.95, 59, 0.95)).hasValue(59);
    }

    @Test
    void shouldFindTheRanksOfTheUpperBound() {
        assertThat(Quantile.upperBoundRank(0.95, 150, 0.95)).hasValue(148);
        assertThat(Quantile.upperBoundRank(0.95, 300, 0.95)).hasValue(292);
        assertThat(Quantile.upperBoundRank(0.95, 750, 0.95)).hasValue(723);
        assertThat(Quantile.upperBoundRank(0.95, 1500, 0.95)).hasValue(1440);
    }

    @Test
    void shouldPutTheLowerBoundBelowTheQuantile() {
        long lower = Quantile.lowerBoundRank(0.95, 300, 0.95).orElseThrow();
        assertThat(lower).isLessThan(Quantile.rank(0.95, 300)).isGreaterThan(270);
        assertThat(Quantile.lowerBoundRank(0.95, 1, 0.99)).isEmpty();
    }
}
