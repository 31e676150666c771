package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.Arrays;
import java.util.Locale;

/** The permuted statistics in ascending order: what MMD² looks like when nothing has shifted. */
final class NullDistribution {
    private static final double[] SHOWN = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

    private final double[] ascending;

    private NullDistribution(double[] ascending) {
        this.ascending = ascending;
    }

    static NullDistribution of(Statistics statistics) {
        double[] permuted = Arrays.copyOfRange(statistics.values(), 1, statistics.values().length);
        Arrays.sort(permuted);
        return new NullDistribution(permuted);
    }

    /** The nearest-rank quantile. */
    double quantile(double q) {
        return ascending[(int) Quantile.rank(q, ascending.length) - 1];
    }

    double variance() {
        double mean = 0;
        for (double value : ascending) {
            mean += value / ascending.length;
        }
        double sum = 0;
        for (double value : ascending) {
            sum += (value - mean) * (value - mean);
        }
        return sum / ascending.length;
    }

    /** Least, largest and some quantiles between, keyed {@code q01} and so on. */
    ObjectNode toJson() {
        ObjectNode node = Json.object().put("min", ascending[0]);
        for (double q : SHOWN) {
            node.put(String.format(Locale.ROOT, "q%02.0f", q * 100), quantile(q));
        }
        return node.put("max", ascending[ascending.length - 1]);
    }
}
