package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * States as the release before the typed state stored them, flags as 1 or nothing. {@code states-*.jsonl} hold the states of a
 * whole test each, with the number of steps before them, and last the report that it ended with.
 */
class StoredStateTest {
    private static final Path FIXTURES = Path.of("src/test/resources/traffic");

    @TempDir
    Path directory;

    private static List<JsonNode> lines(String course) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(FIXTURES.resolve("states-" + course + ".jsonl"))) {
            lines.add(Json.parse(line, course));
        }
        return lines;
    }

    /** One course, in which everything happens again as it did then. */
    private final class Again {
        private final GateWorld world;
        private final TrafficGate gate;
        private final boolean held;
        private int steps;
        private TrafficGateState state;

        Again(String course) throws Exception {
            world = new GateWorld(Files.createTempDirectory(directory, course));
            world.window = 40;
            world.maxWindow = 60;
            world.warmUp = 10;
            world.interval = Duration.ofSeconds(5);
            world.gateway = new Gateway(world, course.equals("failing") ? 100 : 5);
            world.gateway.scrape = Duration.ofSeconds(5);
            if (course.equals("failing")) {
                world.gateway.errors = 1;
                world.gateway.productionBehind = Duration.ofSeconds(15);
            }
            held = course.equals("held");
            gate = world.gate();
            state = TrafficGateState.begin("l1").about(world.request.describe());
        }

        boolean step() throws Exception {
            if (held && steps == 8) {
                world.objects.put(GateWorld.PRODUCTION_SLICES, Samples.slice("prod", "scorer", 0));
                state = gate.stop(state, "aborted by alice");
                world.objects.put(GateWorld.PRODUCTION_SLICES, Samples.slice("prod", "scorer", 2));
                steps++;
                return true;
            }
            TrafficGate.Step step = gate.step(state);
            state = step.state();
            steps++;
            step.pause().ifPresent(world.time::pass);
            return step.pause().isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"failing", "held"})
    void shouldBeGoneOnWithInEveryPhase(String course) throws Exception {
        List<JsonNode> lines = lines(course);
        JsonNode report = lines.remove(lines.size() - 1).path("report");
        Set<Phase> seen = EnumSet.noneOf(Phase.class);
        for (JsonNode line : lines) {
            Again again = new Again(course);
            while (again.steps < line.path("step").asInt()) {
                again.step();
            }
            TrafficGateState stored = TrafficGateState.parse(Json.compact(line.path("state")));
            TrafficSchemaTest.assertValid("traffic-gate-state-v1.json", line.path("state"));
            TrafficSchemaTest.assertValid("traffic-gate-state-v1.json", Json.parse(stored.text(), "state"));
            seen.add(stored.phase());
            assertThat(stored).as("step %s", again.steps).isEqualTo(again.state);
            again.state = stored;
            boolean going = true;
            while (going) {
                going = again.step();
            }
            TrafficGateReport ended = again.gate.report(again.state);
            TrafficSchemaTest.assertValid("traffic-report-v1.json", ended.toJson());
            assertThat(EarlierGates.withoutSplit(ended))
                    .as("from step %s", line.path("step"))
                    .isEqualTo(report);
        }
        assertThat(seen)
                .isEqualTo(
                        course.equals("failing") // while it warms up
                                ? EnumSet.complementOf(EnumSet.of(Phase.OBSERVING))
                                : EnumSet.allOf(Phase.class));
    }

    /** A report that the release before wrote is still computed from its own counts. */
    @ParameterizedTest
    @ValueSource(strings = {"failing", "held"})
    void shouldHaveAReportThatIsJudgedAgainTheSame(String course) throws Exception {
        List<JsonNode> lines = lines(course);
        JsonNode report = lines.get(lines.size() - 1).path("report");
        assertThat(Json.parse(Json.compact(TrafficGateReport.recompute(report)), "again"))
                .isEqualTo(report);
    }

    @Test
    void shouldKeepWhatALaterReleaseWrote() throws Exception {
        String now = TrafficGateState.begin("l1").text();
        String later = now.substring(0, now.length() - 1) + ",\"later\":{\"a\":[1]}}";
        TrafficGateState state = TrafficGateState.parse(later).about("something");
        assertThat(Json.parse(state.text(), "state").at("/later/a/0").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"accepted\":2       | 'accepted' of the state is not true or false",
                "\"accepted\":\"yes\" | 'accepted' of the state is not true or false",
                "\"lost\":1.5         | 'lost' of the state is not an integer",
                "\"shifted\":17       | 'shifted' of the state is not a time as in 2026-11-01T00:00:00Z",
                "\"recent\":{\"samples\":[-1]} | 'recent' of the state: a latency of -1.0 s is none",
                "\"recent\":{\"samples\":[null]} | 'recent' of the state: a latency of null s is none",
                "\"recent\":{\"buckets\":{\"-1\":1}} | 'recent' of the state: a bucket up to -1.0 s is none",
                "\"series\":{}        | 'series' of the state is not a list",
                "\"series\":[{}]      | 'series[0].time' of the state is missing; it has to be a time as in 2026-11-01T00:00:00Z",
                "\"cursor\":{\"candidate\":{\"requests\":{\"a\":\"b\"}}} | 'cursor.candidate.requests.a' of the state is not a number",
            })
    void shouldRefuseWhatIsDamaged(String damage, String message) {
        String text = "{\"schema\":\"model-delivery/traffic-gate-state/v1\",\"phase\":\"PREFLIGHT\",\"lease\":\"l1\","
                + damage + "}";
        assertThatThrownBy(() -> TrafficGateState.parse(text, "--state FILE"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("--state FILE is damaged: " + message);
    }
}
