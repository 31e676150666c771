package io.jenkins.plugins.modeldelivery.traffic;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A model server of one pod with a histogram {@code http_server_requests_seconds}: to whom asks for protobuf as a native
 * one, besides as text.
 */
final class ScrapedModel implements AutoCloseable {
    private final String namespace;
    private final String pod;
    private final HttpServer server;
    private final Exposition exposition = new Exposition();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean fails;

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
            int status = fails ? 500 : 200;
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

    String namespace() {
        return namespace;
    }

    String pod() {
        return pod;
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

    void fails(boolean now) {
        fails = now;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
