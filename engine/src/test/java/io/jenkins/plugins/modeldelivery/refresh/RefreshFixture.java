package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Request logs and labels in a directory, and what a refresh makes of them. */
abstract class RefreshFixture {
    static final Instant UNTIL = Instant.parse("2026-11-20T00:00:00Z");

    @TempDir
    Path dir;

    Path logs;
    LogFields fields = new LogFields(
            JsonPointer.compile("/id"),
            JsonPointer.compile("/input"),
            JsonPointer.compile("/timestamp"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    List<Path> labels = new ArrayList<>();
    int threads = 2;
    Optional<String> embeddingModel = Optional.empty();

    @BeforeEach
    void prepare() throws Exception {
        logs = Files.createDirectory(dir.resolve("logs"));
    }

    static RefreshPlan plan(int rows, long seed) throws Exception {
        return inputs(rows, 0, OptionalDouble.of(0.8), seed);
    }

    /** A draw of distinct inputs. */
    static RefreshPlan inputs(int rows, int leastOfStratum, OptionalDouble similarity, long seed) throws Exception {
        return RefreshPlan.of(
                UNTIL, 30, Drawing.INPUTS, rows, leastOfStratum, OptionalInt.empty(), similarity, 2, seed);
    }

    /** A draw of requests. */
    static RefreshPlan requests(int rows, int leastOfStratum, OptionalInt mostOfGroup, long seed) throws Exception {
        return RefreshPlan.of(
                UNTIL, 30, Drawing.REQUESTS, rows, leastOfStratum, mostOfGroup, OptionalDouble.of(0.8), 2, seed);
    }

    /** Lines of which these fields mean something. */
    void read(Optional<String> stratum, Optional<LogFields.Status> status, Optional<String> group, String... keep)
            throws Exception {
        fields = new LogFields(
                fields.id(),
                fields.input(),
                fields.time(),
                stratum.isPresent() ? Optional.of(LogFields.pointer(stratum.get())) : Optional.empty(),
                status,
                group,
                Optional.empty(),
                Optional.empty(),
                List.of(keep));
    }

    static String line(String id, String input, String day) {
        return "{\"id\":\"%s\",\"input\":%s,\"timestamp\":\"2026-11-%sT10:00:00Z\",\"user\":\"u@example.com\"}\n"
                .formatted(id, input, day);
    }

    static String number(int i) {
        return line("r" + i, "{\"amount\":" + i + "}", i % 2 == 0 ? "05" : "12");
    }

    Path log(String name, int lines, IntFunction<String> line) throws Exception {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, lines).mapToObj(line).forEach(text::append);
        Path file = logs.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** Labels for rows r0..r(n-1). */
    void label(int rows, IntFunction<String> value) throws Exception {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, rows)
                .forEach(i -> text.append("{\"id\":\"r%d\",\"label\":%s}\n".formatted(i, value.apply(i))));
        labels.add(Files.writeString(dir.resolve("labels" + labels.size() + ".jsonl"), text));
    }

    RefreshReport refresh(RefreshPlan plan) throws Exception {
        return Refresh.run(
                new RefreshRequest(
                        new DirectoryLogs(logs),
                        fields,
                        plan,
                        labels,
                        dir.resolve("next.jsonl"),
                        dir.resolve("queue.jsonl"),
                        embeddingModel,
                        threads),
                Progress.NONE);
    }

    List<JsonNode> rows(String name) throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(dir.resolve(name))) {
            rows.add(Json.parse(line, name));
        }
        return rows;
    }
}
