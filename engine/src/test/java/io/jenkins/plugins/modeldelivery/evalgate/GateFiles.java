package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.io.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small files to judge. */
final class GateFiles {
    static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");

    private final Path dir;

    GateFiles(Path dir) {
        this.dir = dir;
    }

    static Policy policy(String body) throws Exception {
        return Policy.parse("schema: model-delivery/policy/v1\n" + body, "policy.yaml");
    }

    Path lines(String name, int rows, IntFunction<String> line) {
        return text(name, IntStream.range(0, rows).mapToObj(line).collect(Collectors.joining("\n", "", "\n")));
    }

    Path text(String name, String content) {
        try {
            return Files.writeString(dir.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two classes, the first {@code correct} of {@code rows} rows right, latencies 1..rows ms. */
    Path predictions(String name, int rows, int correct) {
        return lines(name, rows, i -> row(i, i < correct));
    }

    static String row(int i, boolean right) {
        String label = i % 2 == 0 ? "yes" : "no";
        String other = i % 2 == 0 ? "no" : "yes";
        return "{\"id\":\"r%d\",\"label\":\"%s\",\"prediction\":\"%s\",\"latency_ms\":%d,\"language\":\"%s\"}"
                .formatted(i, label, right ? label : other, i + 1, i % 3 == 0 ? "de" : "en");
    }

    GateRequest request(Policy policy) {
        return GateRequest.of(policy, dir, NOW);
    }

    static GateReport judge(GateRequest request) throws Exception {
        return Gate.judge(request, new DriftShiftCheck(), Progress.NONE);
    }
}
