package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.judge.SequentialErrorTest;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ScrapeTimes;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;

/**
 * Serves second by second what the route object says, or the share it is told to; what was served becomes visible at the
 * next scrape.
 */
final class Gateway implements TrafficSource {
    private static final double MEDIAN = 0.05;

    private record Second(RequestTally candidate, RequestTally production) {}

    private final GateWorld world;
    private final Random random = new Random(3);
    private final double rps;
    private Instant served = GateWorld.START;
    private final List<Second> seconds = new ArrayList<>();
    private long requests;
    private long failed;

    /** Share of candidate requests that fail, from {@link #brokenFrom} on. */
    double errors;

    Instant brokenFrom = GateWorld.START;
    double slower = 1;
    double productionErrors;
    double productionSlower = 1;
    Instant productionHurtFrom = Instant.MAX;
    Instant productionHurtUntil = Instant.MAX;
    double share = -1;
    boolean lost;
    Duration scrape = Duration.ofSeconds(1);

    /** How much older the candidate's numbers are than the last scrape. */
    Duration candidateBehind = Duration.ZERO;

    /** How much older production's numbers are than the last scrape. */
    Duration productionBehind = Duration.ZERO;

    /** When the sequential test had seen enough, had it seen every request at once. */
    Optional<Instant> evidence = Optional.empty();

    Gateway(GateWorld world, double rps) {
        this.world = world;
        this.rps = rps;
    }

    private double share() {
        if (share >= 0) {
            return share;
        }
        boolean istio = world.request.router() == Router.VIRTUAL_SERVICE;
        JsonNode rule = istio
                ? world.spec().path("http").path(0)
                : world.spec().path("rules").path(1);
        if (world.request.mode() == Mode.MIRROR) {
            return rule.has("mirror") || rule.has("filters") ? world.request.share() : 0;
        }
        JsonNode refs = rule.path(istio ? "route" : "backendRefs");
        double weight = refs.path(1).path("weight").asDouble();
        return refs.size() < 2
                ? 0
                : weight / (weight + refs.path(0).path("weight").asDouble());
    }

    @Override
    public Observation observe(MetricsCursor cursor) throws DeliveryException {
        if (lost) {
            throw new UnreachableException("Prometheus cannot be reached");
        }
        Instant scraped =
                Instant.ofEpochSecond(world.time.now.getEpochSecond() / scrape.toSeconds() * scrape.toSeconds());
        while (served.isBefore(scraped)) {
            serve();
            served = served.plusSeconds(1);
        }
        RequestTally.Builder own = new RequestTally.Builder();
        RequestTally.Builder other = new RequestTally.Builder();
        int last = seconds.size();
        int ahead = Math.max(0, last - (int) candidateBehind.toSeconds());
        int at = Math.max(0, last - (int) productionBehind.toSeconds());
        if (!cursor.atBeginning()) {
            seconds.subList(Math.min(ahead, cursor.more().get("ahead").asInt()), ahead)
                    .forEach(second -> own.add(second.candidate()));
            seconds.subList(Math.min(at, (int) cursor.at().orElseThrow()), at)
                    .forEach(second -> other.add(second.production()));
        }
        OptionalDouble oldest = OptionalDouble.empty();
        Optional<ScrapeTimes.Sides> times = Optional.empty();
        if (scrape.toSeconds() > 1) {
            Duration behind = candidateBehind.compareTo(productionBehind) > 0 ? candidateBehind : productionBehind;
            oldest = OptionalDouble.of(scraped.minus(behind).getEpochSecond());
            times = Optional.of(new ScrapeTimes.Sides(
                    scrapedAt(scraped.minus(candidateBehind)), scrapedAt(scraped.minus(productionBehind))));
        }
        MetricsCursor next = new MetricsCursor(
                oldest,
                times,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(at),
                Map.of("ahead", IntNode.valueOf(ahead)));
        return new Observation(next, own.tally(), other.tally());
    }

    private static Optional<ScrapeTimes> scrapedAt(Instant time) {
        long seconds = time.getEpochSecond();
        return Optional.of(new ScrapeTimes(seconds, seconds, seconds));
    }

    private void serve() {
        boolean broken = !served.isBefore(brokenFrom);
        boolean hurt = !served.isBefore(productionHurtFrom) && served.isBefore(productionHurtUntil);
        double to = share();
        RequestTally.Builder own = new RequestTally.Builder();
        RequestTally.Builder other = new RequestTally.Builder();
        for (long i = 0; i < Math.round(rps); i++) {
            boolean candidate = random.nextDouble() < to;
            if (candidate) {
                count(own, broken ? errors : 0, slower);
            }
            if (!candidate || world.request.mode() == Mode.MIRROR) {
                count(other, hurt ? productionErrors : 0, hurt ? productionSlower : 1);
            }
        }
        Second second = new Second(own.tally(), other.tally());
        seconds.add(second);
        requests += second.candidate().requests();
        failed += second.candidate().errors();
        if (evidence.isEmpty() && SequentialErrorTest.forLimit(0.001).stops(requests, failed)) {
            evidence = Optional.of(served.plusSeconds(1));
        }
    }

    private void count(RequestTally.Builder tally, double errorRate, double factor) {
        boolean fails = random.nextDouble() < errorRate;
        tally.count(1, fails ? 1 : 0);
        tally.sample(factor * MEDIAN * Math.exp(0.3 * random.nextGaussian()));
    }
}
