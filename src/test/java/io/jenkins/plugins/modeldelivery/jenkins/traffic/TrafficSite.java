package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.KubeconfigAccess;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeApiServer;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * A cluster's API with a route, and a Prometheus whose counters of both sides grow as the route splits: 20,000 requests a
 * second, exponential latencies of 30 ms on average.
 */
public final class TrafficSite implements AutoCloseable {
    public static final String MODEL = "intent-classifier";
    public static final String SECRET = "s3cret-bearer-of-the-router";
    static final String DIGEST = "sha256:" + "d".repeat(64);

    private static final String ROUTE = "/apis/gateway.networking.k8s.io/v1/namespaces/prod/httproutes/scorer";
    private static final double PER_TICK = 1000;
    private static final int TICK = 50;
    private static final double MEAN_SECONDS = 0.03;

    final FakeObjects objects = new FakeObjects();
    final FakeApiServer api;
    private final HttpServer prometheus;
    private final ScheduledExecutorService clockwork = Executors.newScheduledThreadPool(4);
    private volatile double failing;
    private volatile double slowness = 1;
    private double candidate;
    private double candidateFailed;
    private double production = 100_000;
    /** What was told of production and candidate last: one scrape holds counts and latencies of the same moment. */
    private final double[] scraped = new double[2];

    public TrafficSite() throws IOException {
        Samples.fill(objects);
        serve(DIGEST);
        api = new FakeApiServer(objects);
        prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        prometheus.createContext("/api/v1/query", this::answer);
        prometheus.setExecutor(clockwork);
        prometheus.start();
        clockwork.scheduleAtFixedRate(this::tick, TICK, TICK, TimeUnit.MILLISECONDS);
    }

    /** The candidate's pod runs that image. */
    public void serve(String digest) {
        objects.put(
                "/api/v1/namespaces/staging/services/scorer-next",
                Samples.yaml("{metadata: {name: scorer-next}, spec: {selector: {app: scorer-next}}}"));
        objects.put("/api/v1/namespaces/staging/pods/scorer-next-1", Samples.yaml("""
                        metadata: {name: scorer-next-1, labels: {app: scorer-next}}
                        status:
                          conditions: [{type: Ready, status: "True"}]
                          containerStatuses: [{imageID: "registry.example.com/intent@%s"}]
                        """.formatted(digest)));
    }

    /** So many of the candidate's answers are failures from now on. */
    void failing(double share) {
        failing = share;
    }

    /** The candidate takes so many times as long. */
    void slowness(double factor) {
        slowness = factor;
    }

    ObjectNode route() {
        return objects.at(ROUTE).orElseThrow();
    }

    JsonNode spec() {
        return route().path("spec");
    }

    boolean isSplit() {
        return share() > 0;
    }

    private double share() {
        JsonNode refs = spec().path("rules").path(1).path("backendRefs");
        double weight = refs.path(1).path("weight").asDouble(0);
        return weight == 0 ? 0 : weight / (weight + refs.path(0).path("weight").asDouble(1));
    }

    private synchronized void tick() {
        double share = share();
        candidate += PER_TICK * share;
        candidateFailed += PER_TICK * share * failing;
        production += PER_TICK * (1 - share);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8)
                .substring("query=".length());
        ObjectNode json = Json.object().put("status", "success");
        var result = json.putObject("data").put("resultType", "vector").putArray("result");
        synchronized (this) {
            boolean own = query.contains("staging");
            double count = Math.floor(own ? candidate : production);
            if (query.contains("timestamp(")) {
                add(result.addObject(), Map.of(), System.currentTimeMillis() / 1000.0);
            } else if (query.contains("_bucket")) {
                buckets(result, scraped[own ? 1 : 0], own ? slowness : 1);
            } else {
                scraped[own ? 1 : 0] = count;
                double failed = own ? Math.floor(candidateFailed) : 0;
                add(result.addObject(), Map.of("response_code", "200", "side", String.valueOf(own)), count - failed);
                add(result.addObject(), Map.of("response_code", "500", "side", String.valueOf(own)), failed);
            }
        }
        byte[] body = Json.compact(json).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Whole counts in each bucket, so that what is added between two looks is cumulative too, as in a real histogram. */
    private static void buckets(ArrayNode result, double count, double slowness) {
        double mean = MEAN_SECONDS * 1000 * slowness;
        double below = 0;
        double cumulative = 0;
        for (double edge = 1; edge < 2000; edge *= 1.05) {
            double share = 1 - Math.exp(-edge / mean);
            cumulative += Math.floor(count * (share - below));
            below = share;
            add(result.addObject(), Map.of("le", String.valueOf(edge)), cumulative);
        }
        add(result.addObject(), Map.of("le", "+Inf"), cumulative + Math.floor(count * (1 - below)));
    }

    private static void add(ObjectNode series, Map<String, String> labels, double value) {
        ObjectNode metric = series.putObject("metric");
        labels.forEach(metric::put);
        series.putArray("value").add(System.currentTimeMillis() / 1000.0).add(String.valueOf(value));
    }

    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters: [{name: k, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: %s}}]
                contexts: [{name: here, context: {cluster: k, user: u, namespace: prod}}]
                """.formatted(api.url(), SECRET);
    }

    public String prometheus() {
        return "http://127.0.0.1:" + prometheus.getAddress().getPort();
    }

    /** Credentials, the environment {@code production}, and version v2 in the ledger. */
    public void setUp(String connectFrom) throws Exception {
        setUp(kubeconfig(), connectFrom);
    }

    /** The same where there is only the kubeconfig of a site, such as in another JVM. */
    static void setUp(String config, String connectFrom) throws Exception {
        FileCredentialsImpl kubeconfig = new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                "kubeconfig",
                "",
                "config",
                SecretBytes.fromBytes(config.getBytes(StandardCharsets.UTF_8)));
        CredentialsProvider.lookupStores(Jenkins.get()).iterator().next().addCredentials(Domain.global(), kubeconfig);
        EnvironmentConfiguration environment =
                new EnvironmentConfiguration("production", new KubeconfigAccess("kubeconfig"), "deployment/scorer");
        environment.setConnectFrom(connectFrom);
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
        try (Ledger ledger = ledger()) {
            Site.register(ledger, MODEL, "v2", "registry.example.com/intent@" + DIGEST);
        }
    }

    static Ledger ledger() throws Exception {
        return ModelDeliveryConfiguration.get().open((Run<?, ?>) null);
    }

    /** The step with a short window; {@code more} overrides nothing but adds. */
    public String gate(String window, String... more) {
        return "stagingTrafficGate environment: 'production', route: 'httproute/scorer', production: 'scorer',"
                + " candidate: 'staging/scorer-next', metrics: prometheus('" + prometheus()
                + "'), model: '" + MODEL + "', version: 'v2', window: '" + window
                + "', warmUp: '1s', interval: '500ms'" + (more.length == 0 ? "" : ", " + String.join(", ", more));
    }

    static WorkflowJob job(JenkinsRule jenkins, String agent, String... steps) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "pipeline { agent " + agent + "\n stages { stage('traffic') { steps {\n" + String.join("\n", steps)
                        + "\n} }\n stage('approval') { steps { echo 'somebody is asked' } } } }",
                true));
        return job;
    }

    /** How many of production's pods are ready from now on. */
    void productionPods(int ready) {
        objects.put(
                "/apis/discovery.k8s.io/v1/namespaces/prod/endpointslices/scorer-1",
                Samples.slice("prod", "scorer", ready));
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
        prometheus.stop(0);
        api.close();
    }
}
