package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.judge.Side;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Presets;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusAccess;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource.Observation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each preset on a real Prometheus that scrapes the series of its gateway or mesh, named and labelled as upstream does,
 * together with those that are easily mistaken for them. The candidate answers 52 requests, 2 of them failures that are its
 * first, with a p95 of 48 ms; production 951, 1 of them a failure, with a p95 of 27 ms.
 */
class PresetsOnPrometheusTest {
    /** Of Envoy, Istio and Linkerd alike, as far as it matters here. */
    private static final double[] MILLISECONDS = {10, 20, 30, 40, 50, 100};

    private static final double[] SECONDS = {0.01, 0.02, 0.03, 0.04, 0.05, 0.1};

    /** p95 is the 49.4th of 52, in (40, 50]: 40 + 10 * 9.4 / 12 is 47.83; failures are timed too. */
    private static final long[] CANDIDATE = {0, 10, 10, 20, 12, 0, 0};

    /** p95 is the 903.45th of 951, in (20, 30]: 20 + 10 * 103.45 / 151 is 26.85. */
    private static final long[] PRODUCTION = {400, 400, 151, 0, 0, 0, 0};

    @TempDir
    Path directory;

    private GatewayExporter exporter;
    private RealPrometheus prometheus;

    @BeforeEach
    void start() throws Exception {
        RealPrometheus.assumeInstalled();
        exporter = new GatewayExporter();
    }

    @AfterEach
    void stop() {
        if (exporter != null) {
            exporter.close();
        }
        if (prometheus != null) {
            prometheus.close();
        }
    }

    private void assertCounts(String labels, SideQueries candidate, SideQueries production) throws Exception {
        assertCounts(candidate, production, exporter::grow, exporter.target(labels));
    }

    private void assertCounts(
            SideQueries candidate, SideQueries production, Runnable growth, RealPrometheus.Target... targets)
            throws Exception {
        prometheus = RealPrometheus.start(directory, false, 1, targets);
        PrometheusSource source = new PrometheusSource(
                new PrometheusAccess(prometheus.url(), "", Duration.ofSeconds(10), Duration.ofSeconds(20)),
                candidate,
                production,
                Clock.systemUTC());
        Observation before = source.observe(MetricsCursor.BEGINNING);
        growth.run();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Observation now = source.observe(before.cursor());
            return now.candidate().timed() > 0 && now.production().timed() > 0;
        });
        Observation seen = source.observe(before.cursor());
        Side own = seen.candidate().toSide();
        Side other = seen.production().toSide();
        assertThat(own.requests()).as("candidate's requests").isEqualTo(52);
        assertThat(own.errors()).as("candidate's failures").isEqualTo(2);
        assertThat(other.requests()).as("production's requests").isEqualTo(951);
        assertThat(other.errors()).as("production's failures").isEqualTo(1);
        assertThat(p95(own, other, "candidate")).isCloseTo(0.04783, within(1e-4));
        assertThat(p95(own, other, "production")).isCloseTo(0.02685, within(1e-4));
    }

    private static double p95(Side own, Side other, String side) {
        TrafficCounts counts = new TrafficCounts(OptionalDouble.of(1), 0.05, Limits.DEFAULT, false, own, other);
        return TrafficJudge.judge(counts).toJson().at("/p95/" + side).asDouble();
    }

    /** Both proxies of a request report it. */
    @Test
    void shouldReadIstioOnceThoughBothProxiesReport() throws Exception {
        for (String reporter : new String[] {"source", "destination"}) {
            String next =
                    "reporter=\"%s\",%s,request_protocol=\"http\"".formatted(reporter, istio("scorer-next", "staging"));
            String now = "reporter=\"%s\",%s,request_protocol=\"http\"".formatted(reporter, istio("scorer", "prod"));
            exporter.counter("istio_requests_total", next + ",response_code=\"200\",response_flags=\"-\"", 50)
                    .born("istio_requests_total", next + ",response_code=\"503\",response_flags=\"UF\"", 1)
                    .counter("istio_requests_total", now + ",response_code=\"200\",response_flags=\"-\"", 950)
                    .counter("istio_requests_total", now + ",response_code=\"500\",response_flags=\"-\"", 1);
            exporter.born("istio_requests_total", next + ",response_code=\"0\",response_flags=\"DC\"", 1);
            exporter.histogram("istio_request_duration_milliseconds", next, MILLISECONDS, CANDIDATE)
                    .histogram("istio_request_duration_milliseconds", now, MILLISECONDS, PRODUCTION);
        }
        exporter.counter(
                "istio_requests_total",
                "reporter=\"source\"," + istio("scorer", "staging") + ",response_code=\"500\"",
                7000);
        assertCounts(
                "{namespace: istio-system, pod: ingressgateway-7d9c-x}",
                Presets.ISTIO.candidate("staging", "scorer-next"),
                Presets.ISTIO.production("prod", "scorer"));
    }

    private static String istio(String workload, String namespace) {
        return ("source_workload=\"istio-ingressgateway\",source_workload_namespace=\"istio-system\","
                        + "destination_workload=\"%1$s\",destination_workload_namespace=\"%2$s\","
                        + "destination_service=\"%1$s.%2$s.svc.cluster.local\",destination_service_name=\"%1$s\"")
                .formatted(workload, namespace);
    }

    /** Envoy counts each response again by code, by origin, for canaries and zones, in families of similar names. */
    @Test
    void shouldReadEnvoyOfOneFamilyOfResponseClasses() throws Exception {
        String next = "envoy_cluster_name=\"httproute/prod/scorer/rule/1/backend/1\"";
        String now = "envoy_cluster_name=\"httproute/prod/scorer/rule/1/backend/0\"";
        for (String family : new String[] {"upstream_rq_xx", "external_upstream_rq_xx", "canary_upstream_rq_xx"}) {
            String name = "envoy_cluster_" + family;
            exporter.counter(name, "envoy_response_code_class=\"2\"," + next, 50)
                    .born(name, "envoy_response_code_class=\"5\"," + next, 2)
                    .counter(name, "envoy_response_code_class=\"2\"," + now, 940)
                    .counter(name, "envoy_response_code_class=\"4\"," + now, 10)
                    .counter(name, "envoy_response_code_class=\"5\"," + now, 1);
        }
        exporter.counter("envoy_cluster_upstream_rq", "envoy_response_code=\"503\"," + now, 1)
                .counter("envoy_cluster_upstream_rq_total", now, 951)
                .counter("envoy_cluster_upstream_rq_retry", next, 30)
                .counter(
                        "envoy_cluster_upstream_rq_xx",
                        "envoy_response_code_class=\"5\",envoy_cluster_name=\"other\"",
                        99);
        for (String family : new String[] {"upstream_rq_time", "external_upstream_rq_time"}) {
            exporter.histogram("envoy_cluster_" + family, next, MILLISECONDS, CANDIDATE)
                    .histogram("envoy_cluster_" + family, now, MILLISECONDS, PRODUCTION);
        }
        assertCounts(
                "{namespace: envoy-gateway-system, pod: envoy-prod-web-5f6}",
                Presets.ENVOY.candidate("staging", "httproute/prod/scorer/rule/1/backend/1"),
                Presets.ENVOY.production("prod", "httproute/prod/scorer/rule/1/backend/0"));
    }

    /** What a canary answers carries the main Ingress' names; only the label canary says who it was. */
    @Test
    void shouldTellAnNginxCanaryFromItsMainIngress() throws Exception {
        String main = "controller_class=\"k8s.io/ingress-nginx\",controller_pod=\"c\",host=\"scorer.example.com\","
                + "ingress=\"scorer\",method=\"POST\",namespace=\"prod\",path=\"/\",service=\"scorer\"";
        String next = main + ",canary=\"staging-scorer-next-8080\"";
        String now = main + ",canary=\"\"";
        String requests = "nginx_ingress_controller_requests";
        exporter.counter(requests, next + ",status=\"200\"", 50)
                .born(requests, next + ",status=\"502\"", 2)
                .counter(requests, now + ",status=\"200\"", 950)
                .counter(requests, now + ",status=\"500\"", 1)
                .counter(requests, main + ",canary=\"staging-scorer-next-v2-8080\",status=\"500\"", 77);
        for (String name : new String[] {"response_duration_seconds", "request_duration_seconds"}) {
            exporter.histogram("nginx_ingress_controller_" + name, next + ",status=\"200\"", SECONDS, CANDIDATE)
                    .histogram("nginx_ingress_controller_" + name, now + ",status=\"200\"", SECONDS, PRODUCTION);
        }
        assertCounts(
                "{namespace: ingress-nginx, service: ingress-nginx-controller-metrics, pod: c}",
                Presets.NGINX.candidate("staging", "scorer-next"),
                Presets.NGINX.production("prod", "scorer"));
    }

    /** A proxy also counts what its pod asks of others, what kubelets ask of it, and what Prometheus reads from itself. */
    @Test
    void shouldReadWhatALinkerdPodAnsweredToUsers() throws Exception {
        try (GatewayExporter other = new GatewayExporter()) {
            linkerd(exporter, CANDIDATE, 50, 0);
            exporter.born(
                    "response_total",
                    inbound("8080", "default") + ",classification=\"failure\",status_code=\"503\"",
                    2);
            linkerd(other, PRODUCTION, 950, 1);
            assertCounts(
                    Presets.LINKERD.candidate("staging", "scorer-next"),
                    Presets.LINKERD.production("prod", "scorer"),
                    () -> {
                        exporter.grow();
                        other.grow();
                    },
                    exporter.target("{namespace: staging, deployment: scorer-next, pod: scorer-next-1}"),
                    other.target("{namespace: prod, deployment: scorer, pod: scorer-1}"));
        }
    }

    private static String inbound(String port, String route) {
        return "direction=\"inbound\",target_port=\"%1$s\",srv_port=\"%1$s\",tls=\"true\",route_name=\"%2$s\""
                .formatted(port, route);
    }

    private static void linkerd(GatewayExporter pod, long[] latencies, long good, long bad) {
        String users = inbound("8080", "default");
        pod.counter("response_total", users + ",classification=\"success\",status_code=\"200\"", good)
                .histogram("response_latency_ms", users, MILLISECONDS, latencies);
        if (bad > 0) {
            pod.counter("response_total", users + ",classification=\"failure\",status_code=\"500\"", bad);
        }
        for (String noise : new String[] {
            inbound("8080", "probe"), inbound("4191", "default"), "direction=\"outbound\",dst_deployment=\"features\""
        }) {
            pod.counter("response_total", noise + ",classification=\"failure\",status_code=\"503\"", 40)
                    .histogram("response_latency_ms", noise, MILLISECONDS, 0, 0, 0, 0, 0, 0, 40);
        }
    }

    /** Series of a router carry the service's name as well, and an entry point sees everything. */
    @Test
    void shouldReadTraefikByService() throws Exception {
        String next = "method=\"POST\",protocol=\"http\",service=\"staging-scorer-next-8080@kubernetescrd\"";
        String now = "method=\"POST\",protocol=\"http\",service=\"prod-scorer-8080@kubernetescrd\"";
        for (String name : new String[] {"service", "router"}) {
            String more = name.equals("router") ? ",router=\"prod-scorer-6f1@kubernetescrd\"" : "";
            exporter.counter("traefik_" + name + "_requests_total", next + more + ",code=\"200\"", 50)
                    .born("traefik_" + name + "_requests_total", next + more + ",code=\"503\"", 2)
                    .counter("traefik_" + name + "_requests_total", now + more + ",code=\"200\"", 950)
                    .counter("traefik_" + name + "_requests_total", now + more + ",code=\"500\"", 1)
                    .histogram("traefik_" + name + "_request_duration_seconds", next + more, SECONDS, CANDIDATE)
                    .histogram("traefik_" + name + "_request_duration_seconds", now + more, SECONDS, PRODUCTION);
        }
        exporter.counter("traefik_entrypoint_requests_total", "code=\"500\",entrypoint=\"web\"", 5000)
                .counter(
                        "traefik_service_requests_total",
                        "code=\"500\",method=\"GET\",protocol=\"http\",service=\"prod-scorer-8080@kubernetes\"",
                        333);
        assertCounts(
                "{namespace: traefik, pod: traefik-6d5}",
                Presets.TRAEFIK.candidate("staging", "staging-scorer-next-8080@kubernetescrd"),
                Presets.TRAEFIK.production("prod", "prod-scorer-8080@kubernetescrd"));
    }
}
