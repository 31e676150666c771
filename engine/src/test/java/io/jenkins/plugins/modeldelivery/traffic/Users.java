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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleUnaryOperator;

/** Users that send one request after the other through a weighted proxy, which obeys the route as it is at that moment, or not. */
final class Users implements AutoCloseable {
    /** How far behind its pace a user may be and still catch up. */
    private static final long CATCHES_UP = 2_000_000_000L;

    private final FakeObjects objects;
    private final RouteRequest request;
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer proxy;
    private final List<Thread> sending = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private volatile DoubleUnaryOperator obedience = share -> share;
    private volatile boolean over;

    /**
     * @param users so many of them at the same time
     * @param pause of each between the beginnings of two requests, where an answer does not take longer
     */
    Users(
            FakeObjects objects,
            RouteRequest request,
            ScrapedModel production,
            ScrapedModel candidate,
            int users,
            Duration pause)
            throws IOException {
        this.objects = objects;
        this.request = request;
        Random random = new Random(1);
        proxy = ScrapedModel.serve(exchange -> {
            try (exchange) {
                boolean toCandidate = random.nextDouble() < obedience.applyAsDouble(share());
                exchange.sendResponseHeaders(send(toCandidate ? candidate.uri() : production.uri()), -1);
            }
        });
        for (int i = 0; i < users; i++) {
            Thread user = new Thread(() -> {
                long next = System.nanoTime();
                while (!over) {
                    send(ScrapedModel.uri(proxy));
                    sent.incrementAndGet();
                    next = Math.max(System.nanoTime() - CATCHES_UP, next + pause.toNanos());
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            });
            user.setDaemon(true);
            user.start();
            sending.add(user);
        }
    }

    /** What the gateway makes of the share that the route says. */
    void gatewayServes(DoubleUnaryOperator share) {
        obedience = share;
    }

    long sent() {
        return sent.get();
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
        for (Thread user : sending) {
            user.join();
        }
    }

    @Override
    public void close() {
        over = true;
        proxy.stop(0);
    }
}
