package io.jenkins.plugins.modeldelivery.traffic.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.notification.EndlessServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that answers 200 and never stops to send a body: no memory is filled with it, and nothing counted. */
@Timeout(60)
class EndlessAnswerTest {
    @Test
    void shouldBeBrokenOffWhereAPrometheusSendsIt() throws Exception {
        try (EndlessServer endless = new EndlessServer()) {
            SideQueries queries = new SideQueries("req", "", "code", "5..", "lat", 1);
            PrometheusSource source = new PrometheusSource(
                    new PrometheusAccess(URI.create(endless.url()), "", Duration.ofSeconds(50), Duration.ofSeconds(60)),
                    queries,
                    queries,
                    Clock.systemUTC());
            assertThatThrownBy(() -> source.observe(MetricsCursor.BEGINNING))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessage("Prometheus " + endless.url().replaceAll("/$", "")
                            + " answers the query req with more than 16 MiB; is the URL right, and does the query select"
                            + " the series of this one workload?");
        }
    }

    @Test
    void shouldBeAFailedRequestOfAProbe() throws Exception {
        try (EndlessServer endless = new EndlessServer()) {
            ProbeSource probe = new ProbeSource(
                    URI.create(endless.url()),
                    URI.create(endless.url()),
                    List.of(new byte[] {'1'}),
                    2,
                    2,
                    Duration.ofMillis(500));
            TrafficSource.Observation seen =
                    probe.observe(probe.observe(MetricsCursor.BEGINNING).cursor());
            assertThat(seen.candidate().errors()).isEqualTo(2);
            assertThat(seen.production().errors()).isEqualTo(2);
        }
    }
}
