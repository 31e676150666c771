package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.SteadyClock;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusAccess;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import java.net.URI;
import java.time.Duration;

/** Everything that the queries need, on its way. */
final class PrometheusPlan implements TrafficMetrics.Plan {
    private static final long serialVersionUID = 1;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STALE = Duration.ofSeconds(90);

    private final URI address;
    private final String authorization;
    private final String[] candidate;
    private final String[] production;

    PrometheusPlan(URI address, String authorization, SideQueries candidate, SideQueries production) {
        this.address = address;
        this.authorization = authorization;
        this.candidate = words(candidate);
        this.production = words(production);
    }

    private static String[] words(SideQueries q) {
        return new String[] {
            q.requests(), q.errors(), q.errorLabel(), q.errorPattern(), q.latency(), String.valueOf(q.unitSeconds())
        };
    }

    private static SideQueries queries(String[] w) {
        return new SideQueries(w[0], w[1], w[2], w[3], w[4], Double.parseDouble(w[5]));
    }

    @NonNull
    @Override
    public TrafficSource open() throws DeliveryException {
        PrometheusAccess access = new PrometheusAccess(address, authorization, TIMEOUT, STALE);
        return new PrometheusSource(access, queries(candidate), queries(production), SteadyClock.start());
    }

    /** Remoting shows what it carries. */
    @Override
    public String toString() {
        return "Prometheus at " + address;
    }
}
