package io.jenkins.plugins.modeldelivery.jenkins.notification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The other side of webhooks, on the loopback interface. */
public final class WebhookReceiver implements AutoCloseable {
    public final List<String> bodies = new CopyOnWriteArrayList<>();
    public final List<String> signatures = new CopyOnWriteArrayList<>();
    public volatile int status = 200;
    private final HttpServer server;

    public WebhookReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String signature = exchange.getRequestHeaders().getFirst("webhook-signature");
        signatures.add(signature == null ? "" : signature);
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
