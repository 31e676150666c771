package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How soon a wrong split shows, and that a right one never does: simulated with one or many pods, each scraped at its own
 * moment or all at once, with counters that are born with the first request or before. Every run takes its own seed from 0 on.
 */
class SplitCheckTest {
    /** Another number by {@code -Dtraffic.splits=20000}. */
    private static final int RUNS = Integer.getInteger("traffic.splits", 500);

    private static final double UNTIL = 120;
    private static final double[] RATES = {3, 10, 30, 100, 300, 1000};
    private static final double[] SCRAPES = {1, 5, 10, 15, 30, 60};

    private record Alarm(double seconds, String reason) {}

    private static double seconds(Optional<Alarm> alarm) {
        return alarm.map(Alarm::seconds).orElse(Double.POSITIVE_INFINITY);
    }

    /** When there was an alarm, in seconds since the shift. */
    private static Optional<Alarm> alarm(
            long seed, double rps, double scrape, boolean swinging, DoubleUnaryOperator served) throws Exception {
        Random random = new Random(seed);
        GateWorld.Time time = new GateWorld.Time();
        ScrapedPods pods =
                new ScrapedPods(time, random, rps, scrape, random.nextBoolean() ? 1 : 19, swinging, served, UNTIL);
        GateSettings settings = new GateSettings(
                Samples.request(RouteRequest.Router.EXTERNAL, RouteRequest.Mode.WEIGHT),
                Limits.DEFAULT,
                false,
                0.05,
                Duration.ofSeconds(300),
                Duration.ofSeconds(300),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                "simulation");
        Counting counting = new Counting(settings, pods, time);
        StopConditions.SplitCheck check = new StopConditions.SplitCheck(0.05);
        TrafficGateState state = TrafficGateState.begin("l" + seed);
        state = state.with(state.times().shifted(time.now));
        while (true) {
            time.pass(Duration.ofMillis(20 + random.nextInt(400)));
            double elapsed = Duration.between(GateWorld.START, time.now).toMillis() / 1000.0;
            if (elapsed > UNTIL) {
                return Optional.empty();
            }
            Counting.Look look = counting.look(state);
            state = look.counted() ? check.check(look.state(), time.now) : look.state();
            if (state.abort().isPresent()) {
                assertThat(state.abort().get()).startsWith("SPLIT");
                return Optional.of(new Alarm(elapsed, state.abort().get()));
            }
            time.pass(Duration.ofSeconds(elapsed < 45 ? 2 : 3));
        }
    }

    @Test
    void shouldNeverAlarmAtTheShareThatWasMeant() throws Exception {
        for (int seed = 0; seed < RUNS; seed++) {
            double delay = 3.0 * seed / RUNS;
            assertThat(alarm(
                            seed,
                            RATES[seed % RATES.length],
                            SCRAPES[seed / RATES.length % SCRAPES.length],
                            seed % 4 != 0,
                            at -> at < delay ? 0 : 0.05))
                    .as("seed %s", seed)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0})
    void shouldSeeWithinThirtySecondsWhatIsServedInstead(double share, TestReporter reporter) throws Exception {
        double latest = 0;
        double sum = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            double seen = seconds(alarm(seed, 100, 15, false, at -> share));
            assertThat(seen).as("seed %s", seed).isLessThanOrEqualTo(30);
            latest = Math.max(latest, seen);
            sum += seen;
        }
        reporter.publishEntry(
                "share " + share, "seen after " + sum / RUNS + " s on average, " + latest + " s at the latest");
    }

    /** Scraped every second it need not last half a minute. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.2})
    void shouldSeeSoonerWhereScrapesAreCloserTogether(double share) throws Exception {
        for (int seed = 0; seed < RUNS / 5; seed++) {
            assertThat(seconds(alarm(seed, 100, 1, false, at -> share)))
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(15);
        }
    }

    /** The first seconds may be lost while a gateway takes the split over. */
    @Test
    void shouldGiveAGatewayTimeToTakeTheSplitOver() throws Exception {
        for (int seed = 0; seed < RUNS / 5; seed++) {
            assertThat(alarm(seed, 100, 15, false, at -> at < 8 ? 0 : 0.05))
                    .as("seed %s", seed)
                    .isEmpty();
        }
    }
}
