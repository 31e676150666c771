package io.jenkins.plugins.modeldelivery.traffic.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.judge.Side;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource.Observation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrometheusSourceTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    private static final SideQueries CANDIDATE = new SideQueries("req_c", "", "code", "5..", "lat_c", 1);
    private static final SideQueries PRODUCTION = new SideQueries("req_p", "", "code", "5..", "lat_p", 0.001);

    private final Map<String, String> vectors = new ConcurrentHashMap<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile String whole = "";
    private volatile int status = 200;
    private volatile String authorization = "";
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/query", exchange -> {
            String query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8)
                    .substring(6);
            authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            if (whole.equals("hang")) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            String result = query.startsWith("timestamp(")
                    ? vectors.getOrDefault("age", "[" + series("", NOW.getEpochSecond()) + "]")
                    : vectors.getOrDefault(query, "[]");
            byte[] body = (whole.isEmpty()
                            ? "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":" + result + "}}"
                            : whole)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(java.util.concurrent.Executors.newCachedThreadPool(r -> {
            Thread thread = new Thread(r);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        put("req_c", series("code=200,pod=a", 0));
        put("req_p", series("code=200,pod=b", 1000), series("code=500,pod=b", 3));
        put("lat_c", series("le=0.1,pod=a", 0), series("le=+Inf,pod=a", 0));
        put("lat_p", series("le=100,pod=b", 900), series("le=+Inf,pod=b", 1003));
    }

    @AfterEach
    void stop() {
        never.countDown();
        server.stop(0);
    }

    private static String series(String labels, double value) {
        StringBuilder metric = new StringBuilder();
        for (String label : labels.isEmpty() ? new String[0] : labels.split(",")) {
            metric.append(metric.isEmpty() ? "" : ",");
            metric.append('"').append(label.replace("=", "\":\"")).append('"');
        }
        return "{\"metric\":{" + metric + "},\"value\":[1,\"" + (Double.isNaN(value) ? "NaN" : value) + "\"]}";
    }

    private void put(String query, String... series) {
        vectors.put(query, "[" + String.join(",", series) + "]");
    }

    private PrometheusSource source() {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        PrometheusAccess access =
                new PrometheusAccess(url, "Bearer secret", Duration.ofSeconds(2), Duration.ofSeconds(60));
        assertThat(access.toString()).doesNotContain("secret");
        return new PrometheusSource(access, CANDIDATE, PRODUCTION, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** Where a next look begins, through its stored form. */
    private MetricsCursor begin() throws Exception {
        Observation first = source().observe(MetricsCursor.BEGINNING);
        assertThat(first.production().requests()).isZero();
        assertThat(first.cursor()
                        .times()
                        .orElseThrow()
                        .production()
                        .orElseThrow()
                        .newest())
                .isEqualTo(NOW.getEpochSecond());
        return Json.bind(Json.parse(Json.compact(first.cursor()), "cursor"), MetricsCursor.class, "cursor");
    }

    @Test
    void shouldCountRawDifferencesWithTheFirstErrorOfANewSeriesAndAcrossRestarts() throws Exception {
        MetricsCursor cursor = begin();
        assertThat(authorization).isEqualTo("Bearer secret");
        put("req_c", series("code=200,pod=a", 50), series("code=503,pod=a", 2));
        put("req_p", series("code=200,pod=b", 40), series("code=500,pod=b", 3), series("code=200,pod=c", 10));
        put("lat_c", series("le=0.1,pod=a", 48), series("le=+Inf,pod=a", 52));
        put("lat_p", series("le=100,pod=b", 30), series("le=+Inf,pod=b", 40));
        Observation seen = source().observe(cursor);
        assertThat(seen.candidate().requests()).isEqualTo(52);
        assertThat(seen.candidate().errors()).isEqualTo(2);
        assertThat(seen.production().requests()).isEqualTo(50);
        assertThat(seen.production().errors()).isZero();
        Side production = seen.production().toSide();
        assertThat(production.latencies().count()).isEqualTo(40);
        assertThat(production.latencies().quantile(0.5).high()).isEqualTo(0.1);
        Observation idle = source().observe(seen.cursor());
        assertThat(idle.candidate().requests()).isZero();
        assertThat(idle.production().toSide().latencies().count()).isZero();
    }

    @Test
    void shouldReadNativeHistograms() throws Exception {
        MetricsCursor cursor = begin();
        put("req_c", series("code=200,pod=a", 10));
        put(
                "lat_c",
                "{\"metric\":{\"pod\":\"a\"},\"histogram\":[1,{\"count\":\"10\",\"sum\":\"1\",\"buckets\":"
                        + "[[0,\"0.1\",\"0.105\",\"9\"],[0,\"0.2\",\"0.21\",\"1\"]]}]}");
        Side side = source().observe(cursor).candidate().toSide();
        assertThat(side.latencies().count()).isEqualTo(10);
        assertThat(side.latencies().atRank(10).low()).isEqualTo(0.2);
        assertThat(side.latencies().atRank(9).high()).isEqualTo(0.105);
    }

    @ParameterizedTest
    @CsvSource({"401,does not let us in", "403,does not let us in", "503,answers 503", "302,answers 302"})
    void shouldNameEveryRefusal(int code, String message) {
        status = code;
        assertThatThrownBy(() -> source().observe(MetricsCursor.BEGINNING))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html>|no JSON",
                "{\"status\":\"error\",\"error\":\"parse error\"}|parse error",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}|matrix",
                "hang|did not answer within"
            })
    void shouldNameEveryMalformedAnswer(String body, String message) {
        whole = body;
        assertThatThrownBy(() -> source().observe(MetricsCursor.BEGINNING))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining(message)
                .message()
                .hasLineCount(1);
    }

    @Test
    void shouldNeverReadNothingAsZero() {
        put("req_p");
        refuses(UnreachableException.class, "no series for production");
        put("req_p", series("code=200,pod=b", Double.NaN));
        refuses(UnreachableException.class, "NaN instead of a number");
        put("req_p", series("pod=b", 5));
        refuses(BadInputException.class, "no label 'code'");
        put("req_p", series("code=200,pod=a", 5));
        refuses(BadInputException.class, "same series");
        put("req_p", series("code=200,pod=b", 5));
        put("lat_p", series("pod=b", 5));
        refuses(BadInputException.class, "no label 'le'");
        vectors.put("age", "[" + series("", NOW.getEpochSecond() - 300) + "]");
        refuses(UnreachableException.class, "300 s old");
    }

    private void refuses(Class<? extends Throwable> type, String message) {
        assertThatThrownBy(() -> source().observe(MetricsCursor.BEGINNING))
                .isInstanceOf(type)
                .hasMessageContaining(message);
    }

    @Test
    void shouldNameAServerThatIsNotThere() {
        server.stop(0);
        refuses(UnreachableException.class, "cannot be reached");
    }

    @ParameterizedTest
    @EnumSource(Presets.class)
    void shouldTellTheAgeOfTheNumbersOfEveryPreset(Presets preset) throws Exception {
        for (SideQueries queries :
                new SideQueries[] {preset.candidate("staging", "scorer.v2"), preset.production("prod", "scorer")}) {
            assertThat(queries.dated())
                    .isIn(queries.requests(), queries.latency())
                    .asString()
                    .doesNotContain("(http");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate(a{w='{workload}'}[1m])|b|gives a rate",
                "a|b|selects the same series",
                "sum(a{w='{workload}'})|sum(b)|is a plain selector",
                "a{w='{workload}'}|''|Own queries take"
            })
    void shouldRefuseOwnQueriesThatCannotWork(String requests, String latency, String message) {
        QueryTemplate template = new QueryTemplate(requests, "", "code", "5..", latency, 1);
        assertThatThrownBy(() -> template.of("prod", "scorer").dated())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldNotLetNamesIntoSelectors() {
        assertThatThrownBy(() -> Presets.ISTIO.production("prod", "x\"} or vector(1) #"))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> Presets.NGINX.candidate("prod|.*", "x")).isInstanceOf(BadInputException.class);
    }
}
