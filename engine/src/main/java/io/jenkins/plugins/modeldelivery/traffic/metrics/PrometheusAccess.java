package io.jenkins.plugins.modeldelivery.traffic.metrics;

import java.net.URI;
import java.time.Duration;

/**
 * How to reach a Prometheus (or anything that speaks its query API).
 *
 * @param url base, without {@code /api/v1}
 * @param authorization value of the Authorization header, "" for none; never shown
 * @param timeout for one query
 * @param stale oldest age of the newest sample that still counts as current
 */
public record PrometheusAccess(URI url, String authorization, Duration timeout, Duration stale) {
    @Override
    public String toString() {
        return url + (authorization.isEmpty() ? " (no credentials)" : " (with credentials)");
    }
}
