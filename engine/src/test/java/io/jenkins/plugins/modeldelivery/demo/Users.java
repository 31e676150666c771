package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.demo.Digits.Digit;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.DoubleSupplier;

/** People who have digits read all day, through the gateway; and the Prometheus that counts what they get. */
final class Users implements AutoCloseable {
    private static final double FIRST_EDGE = 0.0001;
    private static final double STEP = 1.05;
    private static final int EDGES = 260;

    private final ModelServer production;
    private final ModelServer candidate;
    private final DoubleSupplier share;
    private final List<Digit> digits;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer prometheus;
    private final Side[] sides = {new Side("prod"), new Side("staging")};

    /** Counters of one side, as its pods would export them. */
    private static final class Side {
        private final String namespace;
        private final long[] buckets = new long[EDGES + 1];
        private long answered;
        private long failed;

        Side(String namespace) {
            this.namespace = namespace;
        }

        synchronized void count(boolean ok, double seconds) {
            if (ok) {
                answered++;
            } else {
                failed++;
            }
            int bucket = 0;
            for (double edge = FIRST_EDGE; bucket < EDGES && seconds > edge; edge *= STEP) {
                bucket++;
            }
            buckets[bucket]++;
        }

        synchronized void counters(ArrayNode result) {
            add(result.addObject(), namespace, "status", "200", answered);
            add(result.addObject(), namespace, "status", "500", failed);
        }

        synchronized void histogram(ArrayNode result) {
            long cumulative = 0;
            double edge = FIRST_EDGE;
            for (int i = 0; i < EDGES; i++) {
                cumulative += buckets[i];
                add(result.addObject(), namespace, "le", String.valueOf(edge), cumulative);
                edge *= STEP;
            }
            add(result.addObject(), namespace, "le", "+Inf", cumulative + buckets[EDGES]);
        }
    }

    /** @param share of the requests that the gateway sends to the candidate at this moment, 0..1 */
    Users(ModelServer production, ModelServer candidate, DoubleSupplier share, List<Digit> digits) throws IOException {
        this.production = production;
        this.candidate = candidate;
        this.share = share;
        this.digits = digits;
        prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        prometheus.createContext("/api/v1/query", this::answer);
        prometheus.setExecutor(threads);
        prometheus.start();
        for (int i = 0; i < 2; i++) {
            long seed = i;
            threads.execute(() -> ask(new Random(seed)));
        }
    }

    String prometheus() {
        return "http://127.0.0.1:" + prometheus.getAddress().getPort();
    }

    private void ask(Random random) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean toCandidate = random.nextDouble() < share.getAsDouble();
                long begin = System.nanoTime();
                boolean ok = read(toCandidate ? candidate : production, digits.get(random.nextInt(digits.size())));
                sides[toCandidate ? 1 : 0].count(ok, (System.nanoTime() - begin) / 1e9);
                Thread.sleep(4);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the day is over
        }
    }

    private static boolean read(ModelServer server, Digit digit) throws InterruptedException {
        try {
            return server.ask(digit).status() == 200;
        } catch (IOException e) {
            return false; // a failure like any other, and counted as one
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
        Side side = sides[query.contains("namespace=\"staging\"") ? 1 : 0];
        ObjectNode json = Json.object().put("status", "success");
        ArrayNode result = json.putObject("data").put("resultType", "vector").putArray("result");
        if (query.contains("timestamp(")) {
            add(result.addObject(), side.namespace, "status", "200", System.currentTimeMillis() / 1000.0);
        } else if (query.contains("_bucket")) {
            side.histogram(result);
        } else {
            side.counters(result);
        }
        byte[] body = Json.compact((JsonNode) json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void add(ObjectNode series, String namespace, String label, String text, double value) {
        series.putObject("metric").put("namespace", namespace).put(label, text);
        series.putArray("value").add(System.currentTimeMillis() / 1000.0).add(String.valueOf(value));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        prometheus.stop(0);
    }
}
