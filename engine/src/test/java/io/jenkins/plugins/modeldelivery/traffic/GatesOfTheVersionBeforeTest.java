package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A traffic test that the version before began goes on from any state it left, and ends as it would have ended there. */
class GatesOfTheVersionBeforeTest {
    private static final Path BEFORE = Path.of("src/test/resources/before/gates");

    @TempDir
    Path directory;

    /** {@code <gate>-<phase>@<seconds>}. */
    static List<String> states() throws Exception {
        try (Stream<Path> files = Files.list(BEFORE)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("@"))
                    .map(name -> name.replace(".json", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void shouldGoOnFromTheState(String name) throws Exception {
        String gate = name.replaceFirst("-.*", "");
        String phase = name.replaceFirst(".*-(.*)@.*", "$1");
        long seconds = Long.parseLong(name.replaceFirst(".*@", ""));
        GateWorld world = EarlierGates.world(gate, directory);
        TrafficGateState now = TrafficGateState.begin("l1").about(world.request.describe());
        TrafficGate before = EarlierGates.gate(world);
        while (world.elapsed() < seconds || !now.phase().name().equalsIgnoreCase(phase)) {
            TrafficGate.Step step = before.step(now);
            now = step.state();
            assertThat(step.pause().isPresent() || now.phase() == TrafficGateState.Phase.JUDGED)
                    .as("ended in %s after %s s", now.phase(), world.elapsed())
                    .isTrue();
            world.time.pass(step.pause().orElse(Duration.ZERO));
        }

        TrafficGateState stored = TrafficGateState.parse(Files.readString(BEFORE.resolve(name + ".json")));
        assertThat(stored.phase()).isEqualTo(now.phase());
        TrafficGateReport report = EarlierGates.gate(world).run(stored, world.time::pass, state -> {});

        JsonNode expected = Json.read(BEFORE.resolve(gate + ".report.json"));
        assertThat(EarlierGates.withoutSplit(report)).isEqualTo(expected);
        if (System.getProperty("before.write") != null) {
            Files.writeString(BEFORE.resolve(gate + ".report.txt"), report.toText());
            Files.writeString(BEFORE.resolve(gate + ".report.md"), report.toMarkdown());
        }
        assertThat(report.toText()).isEqualTo(Files.readString(BEFORE.resolve(gate + ".report.txt")));
        assertThat(report.toMarkdown()).isEqualTo(Files.readString(BEFORE.resolve(gate + ".report.md")));
        assertThat(Json.parse(Json.compact(TrafficGateReport.recompute(expected)), "the report again"))
                .isEqualTo(expected);
        world.assertRestored();
    }

    @Test
    void shouldHaveAStateOfEveryPhase() throws Exception {
        assertThat(states())
                .extracting(name -> name.replaceFirst(".*-(.*)@.*", "$1").toUpperCase(java.util.Locale.ROOT))
                .contains(Stream.of(TrafficGateState.Phase.values())
                        .map(Enum::name)
                        .toArray(String[]::new));
    }
}
