package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.notification.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A promotion or rollback that the version before began is read, shown, and taken to the end that it would have had. */
class DeliveriesOfTheVersionBeforeTest {
    private static final Path BEFORE = Path.of("src/test/resources/before/deliveries");
    private static final Instant TOLD = Instant.parse("2026-11-02T09:00:00Z");

    @TempDir
    Path directory;

    /** {@code <delivery>@<phase>}. */
    static List<String> states() throws Exception {
        try (Stream<Path> files = Files.list(BEFORE)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.replace(".json", ""))
                    .sorted()
                    .toList();
        }
    }

    static List<String> unfinished() throws Exception {
        return states().stream().filter(name -> !name.endsWith("@done")).toList();
    }

    private static String text(String name) throws Exception {
        return Files.readString(BEFORE.resolve(name));
    }

    /** A state as the version before wrote it, but for the name of the divergence. */
    private static String written(String state) throws Exception {
        return Json.compact(Json.parse(state.replace("\"drift\" : {", "\"divergence\" : {"), "before"));
    }

    @ParameterizedTest
    @MethodSource("states")
    void shouldReadAndShowTheState(String name) throws Exception {
        Delivery d = Delivery.parse(text(name + ".json"));
        if (System.getProperty("before.write") != null) {
            Files.writeString(BEFORE.resolve(name + ".txt"), d.toText());
            Files.writeString(BEFORE.resolve(name + ".md"), d.toMarkdown());
        }
        assertThat(d.toText()).isEqualTo(text(name + ".txt"));
        assertThat(d.toMarkdown()).isEqualTo(text(name + ".md"));
        assertThat(Json.compact(d.toJson())).isEqualTo(written(text(name + ".json")));
        String events = DeliveryEvents.of(d, TOLD).stream()
                .map(Event::toJson)
                .map(Json::compact)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        assertThat(events).isEqualTo(d.isDone() ? text(name + ".events") : "");
    }

    @ParameterizedTest
    @MethodSource("unfinished")
    void shouldGoOnFromTheState(String name) throws Exception {
        String delivery = name.replaceFirst("@.*", "");
        String at = name.replaceFirst(".*@", "");
        boolean[] resumed = {false};
        String[] ours = {""};
        String[] theirs = {Delivery.parse(text(name + ".json")).operation()};
        Delivery end = EarlierDeliveries.run(delivery, directory, (phase, d) -> {
            ours[0] = d.operation();
            if (!phase.equals(at)) {
                return d;
            }
            resumed[0] = true;
            // an operation's name is drawn; the ledger and the workload of this test know it by today's
            return Delivery.parse(text(name + ".json").replace(theirs[0], ours[0]));
        });
        assertThat(resumed[0]).as("reached %s", at).isTrue();
        String expected = text(delivery + "@done.json");
        String operation = Delivery.parse(expected).operation();
        // all but when: a driver looks as often as it likes
        assertThat(timeless(Json.compact(end.toJson())))
                .isEqualTo(timeless(written(expected.replace(operation, ours[0]))));
    }

    private static String timeless(String document) {
        return document.replaceAll("\"20\\d\\d-[^\"]*Z\"", "\"{time}\"");
    }

    @Test
    void shouldHaveAStateOfEveryPhase() throws Exception {
        assertThat(states())
                .extracting(
                        name -> name.replaceFirst(".*@", "").replace('-', '_').toUpperCase(Locale.ROOT))
                .contains(Stream.of(Phase.values()).map(Enum::name).toArray(String[]::new));
    }
}
