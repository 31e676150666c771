package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Random;

/** Users that send one request after the other through a weighted proxy, which obeys the route as it is at that moment. */
final class Users implements AutoCloseable {
    private final FakeObjects objects;
    private final RouteRequest request;
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer proxy;
    private final Thread sending;
    private volatile boolean over;

    Users(FakeObjects objects, RouteRequest request, ScrapedModel production, ScrapedModel candidate)
            throws IOException {
        this.objects = objects;
        this.request = request;
        Random random = new Random(1);
        proxy = ScrapedModel.serve(exchange -> {
            try (exchange) {
                boolean toCandidate = random.nextDouble() < share();
                exchange.sendResponseHeaders(send(toCandidate ? candidate.uri() : production.uri()), -1);
            }
        });
        sending = new Thread(() -> {
            while (!over) {
                send(ScrapedModel.uri(proxy));
            }
        });
        sending.setDaemon(true);
        sending.start();
    }

    private double share() {
        JsonNode refs = objects.at(request.key().path()).orElseThrow().at("/spec/rules/1/backendRefs");
        double weight = refs.path(1).path("weight").asDouble(0);
        return weight == 0 ? 0 : weight / (weight + refs.path(0).path("weight").asDouble(1));
    }

    private int send(URI to) {
        try {
            return http.send(HttpRequest.newBuilder(to).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 599;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 599;
        }
    }

    /** No more requests; returns when the last one was answered. */
    void pause() throws InterruptedException {
        over = true;
        sending.join();
    }

    @Override
    public void close() {
        over = true;
        proxy.stop(0);
    }
}
