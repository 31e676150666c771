package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The traffic tests whose states the version before wrote, each with the traffic that it saw. */
final class EarlierGates {
    private EarlierGates() {}

    static GateWorld world(String name, Path directory) throws Exception {
        boolean mirror = name.equals("mirror");
        GateWorld world = new GateWorld(
                directory,
                new FakeObjects(),
                mirror ? RouteRequest.Router.VIRTUAL_SERVICE : RouteRequest.Router.HTTP_ROUTE,
                mirror ? RouteRequest.Mode.MIRROR : RouteRequest.Mode.WEIGHT);
        switch (name) {
            case "pass", "mirror" -> {}
            case "slow" -> world.gateway.slower = 1.5;
            case "errors" -> {
                world.gateway.errors = 0.3;
                world.gateway.brokenFrom = GateWorld.START.plusSeconds(100);
            }
            case "few" -> {
                world.gateway = new Gateway(world, 10);
                world.maxWindow = 600;
            }
            case "scraped" -> world.gateway.scrape = Duration.ofSeconds(15);
            case "hurt" -> {
                world.gateway.productionErrors = 0.5;
                world.gateway.productionHurtFrom = GateWorld.START.plusSeconds(120);
                world.gateway.productionHurtUntil = GateWorld.START.plusSeconds(2000);
            }
            default -> throw new IllegalArgumentException(name);
        }
        return world;
    }

    /** As the version before had it, which did not say what was split and who counted. */
    static JsonNode withoutSplit(TrafficGateReport report) throws Exception {
        JsonNode document = Json.parse(Json.compact(report.toJson()), "the report");
        assertThat(((ObjectNode) document.path("test"))
                        .remove("split")
                        .path("router")
                        .asText())
                .isNotEmpty();
        return document;
    }

    /** The world's gate, but with latencies in buckets: a state with every latency in it would be large. */
    static TrafficGate gate(GateWorld world) {
        boolean mirror = world.request.mode() == RouteRequest.Mode.MIRROR;
        double share = world.request.share();
        GateSettings settings = new GateSettings(
                world.request,
                Limits.DEFAULT,
                false,
                mirror ? share / (1 + share) : share,
                Duration.ofSeconds(300),
                Duration.ofSeconds(world.maxWindow),
                Duration.ofSeconds(30),
                world.interval,
                "build 1");
        TrafficSource source = cursor -> {
            TrafficSource.Observation seen = world.gateway.observe(cursor);
            return new TrafficSource.Observation(
                    seen.cursor(), inBuckets(seen.candidate()), inBuckets(seen.production()));
        };
        return new TrafficGate(settings, Optional.of(world.routes()), source, world.wall);
    }

    private static RequestTally inBuckets(RequestTally tally) {
        TreeMap<Double, Long> buckets = new TreeMap<>();
        for (double sample : tally.samples()) {
            buckets.merge(Math.ceil(sample / 0.004) * 0.004, 1L, Long::sum);
        }
        return new RequestTally(tally.requests(), tally.errors(), List.of(), buckets);
    }
}
