package io.jenkins.plugins.modeldelivery.traffic;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.traffic.judge.SequentialErrorTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A model server of one pod with a histogram {@code http_server_requests_seconds}: to whom asks for protobuf as a native
 * one, besides as text.
 */
final class ScrapedModel implements AutoCloseable {
    /** The limit that {@link #evidence} is about. */
    static final double ERROR_RATE = 0.001;

    private final String namespace;
    private final String pod;
    private final HttpServer server;
    private final Exposition exposition = new Exposition();
    private final AtomicLong answered = new AtomicLong();
    private final Random random = new Random(5);
    private volatile double failing;
    private long failed;
    private long since;
    private Instant evidence;

    ScrapedModel(String namespace, String pod) throws IOException {
        this.namespace = namespace;
        this.pod = pod;
        server = serve(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/metrics")) {
                metrics(exchange);
            } else {
                answer(exchange);
            }
        });
    }

    static HttpServer serve(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.start();
        return server;
    }

    static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        long begin = System.nanoTime();
        try (exchange) {
            int status = fails() ? 500 : 200;
            exchange.getRequestBody().readAllBytes();
            answered.incrementAndGet();
            exposition.observe(Integer.toString(status), (System.nanoTime() - begin) / 1e9);
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private void metrics(HttpExchange exchange) throws IOException {
        try (exchange) {
            String accept = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
            boolean binary = accept.contains("application/vnd.google.protobuf");
            byte[] body = binary ? exposition.protobuf() : exposition.text();
            exchange.getResponseHeaders()
                    .set(
                            "Content-Type",
                            binary
                                    ? "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
                                            + " encoding=delimited"
                                    : "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    RealPrometheus.Target target() {
        return new RealPrometheus.Target(port(), "{namespace: %s, pod: %s}".formatted(namespace, pod));
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI uri() {
        return uri(server);
    }

    long answered() {
        return answered.get();
    }

    /** From now on such a share of the answers are failures. */
    void failing(double share) {
        failing = share;
    }

    private synchronized boolean fails() {
        if (failing == 0) {
            return false;
        }
        boolean fails = random.nextDouble() < failing;
        since++;
        failed += fails ? 1 : 0;
        if (evidence == null && SequentialErrorTest.forLimit(ERROR_RATE).stops(since, failed)) {
            evidence = Instant.now();
        }
        return fails;
    }

    /** When the sequential test would have stopped, had it seen each answer at once since it began to fail. */
    synchronized Optional<Instant> evidence() {
        return Optional.ofNullable(evidence);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
