package io.jenkins.plugins.modeldelivery.traffic.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusClient.Series;
import java.util.Map;

/** Native histograms as the query API shows them: {@code buckets: [[rule, low, high, count], ...]}, not cumulative. */
final class NativeHistogram {
    private static final int LOW = 1;
    private static final int HIGH = 2;
    private static final int COUNT = 3;

    private NativeHistogram() {}

    static void add(Series series, Map<String, Double> before, boolean first, double unit, RequestTally.Builder tally)
            throws UnreachableException {
        // a reset shows in the total; then every bucket counts from zero even if it alone did not fall
        String total = series.id() + "#count";
        double count = PrometheusClient.number(series.histogram().path("count"), "native histogram");
        boolean reset = count < before.getOrDefault(total, 0.0);
        before.put(total, count);
        for (JsonNode bucket : series.histogram().path("buckets")) {
            double low = PrometheusClient.number(bucket.path(LOW), "native histogram") * unit;
            double high = PrometheusClient.number(bucket.path(HIGH), "native histogram") * unit;
            double value = PrometheusClient.number(bucket.path(COUNT), "native histogram");
            String id = series.id() + "#" + bucket.path(HIGH).asText();
            if (reset) {
                before.remove(id);
            }
            long delta = PrometheusSource.delta(before, id, value, first);
            // the lower edge too: beside it may be a gap without buckets
            tally.bucket(Math.max(0, low), 0);
            tally.bucket(Math.max(0, high), delta);
        }
    }
}
