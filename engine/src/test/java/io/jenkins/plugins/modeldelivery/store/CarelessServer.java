package io.jenkins.plugins.modeldelivery.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** As much of S3 as a ledger asks for, done as carelessly as some servers do it. */
final class CarelessServer implements AutoCloseable {
    private final HttpServer http;
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final boolean ignoresConditions;
    private final boolean changesContent;

    CarelessServer(boolean ignoresConditions, boolean changesContent) throws IOException {
        this.ignoresConditions = ignoresConditions;
        this.changesContent = changesContent;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        http.createContext("/", this::handle);
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    Set<String> keys() {
        return objects.keySet();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, key, body);
            case "DELETE" -> {
                objects.remove(key);
                exchange.sendResponseHeaders(204, -1);
            }
            default -> {
                byte[] content = objects.get(key);
                byte[] error = "<Error><Code>NoSuchKey</Code></Error>".getBytes(StandardCharsets.UTF_8);
                byte[] answer = content == null ? error : content;
                exchange.sendResponseHeaders(content == null ? 404 : 200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        }
        exchange.close();
    }

    private void put(HttpExchange exchange, String key, byte[] body) throws IOException {
        boolean isConditional = exchange.getRequestHeaders().containsKey("If-None-Match");
        if (isConditional && !ignoresConditions && objects.containsKey(key)) {
            exchange.sendResponseHeaders(412, -1);
            return;
        }
        String framed = body.length + ";chunk-signature\r\n" + new String(body, StandardCharsets.UTF_8);
        objects.put(key, changesContent ? framed.getBytes(StandardCharsets.UTF_8) : body);
        exchange.sendResponseHeaders(200, -1);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
