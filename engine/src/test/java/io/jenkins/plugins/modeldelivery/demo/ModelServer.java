package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.demo.Digits.Digit;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A workload: the model of the moment behind HTTP on the loopback interface. */
final class ModelServer implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Supplier<Softmax> model;

    /**
     * An answer and how long it took.
     *
     * @param status of HTTP
     * @param seconds from sending the request to having read the answer
     */
    record Answer(int status, byte[] body, double seconds) {}

    ModelServer(Supplier<Softmax> model) throws IOException {
        this.model = model;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode pixels = Json.parse(exchange.getRequestBody().readAllBytes(), "request")
                    .path("pixels");
            double[] image = new double[pixels.size()];
            for (int i = 0; i < image.length; i++) {
                image[i] = pixels.get(i).asDouble();
            }
            double[] p = model.get().probabilities(image);
            int best = Softmax.best(p);
            byte[] body = Json.compact(Json.object().put("label", best).put("probability", p[best]))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (BadInputException e) {
            exchange.sendResponseHeaders(400, -1);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Has a digit read. */
    Answer ask(Digit digit) throws IOException, InterruptedException {
        ObjectNode request = Json.object();
        for (double pixel : digit.pixels()) {
            request.withArray("pixels").add(pixel);
        }
        URI uri = URI.create(url());
        HttpRequest post = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.ofString(Json.compact(request)))
                .build();
        long begin = System.nanoTime();
        HttpResponse<byte[]> response = HTTP.send(post, HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.body(), (System.nanoTime() - begin) / 1e9);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
