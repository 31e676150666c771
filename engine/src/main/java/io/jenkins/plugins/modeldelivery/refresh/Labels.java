package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Joins rows with labels that exist: JSON lines or CSV with {@code id} and {@code label}, so also earlier eval sets. */
final class Labels {
    private Labels() {}

    /** Reads files of any size in memory that grows with the rows only. */
    static void join(List<SampledRow> rows, List<Path> files) throws BadInputException, InterruptedException {
        Map<String, SampledRow> byId = new HashMap<>();
        for (SampledRow row : rows) {
            byId.put(row.id(), row);
        }
        for (SampledRow row : rows) {
            row.ids().forEach(id -> byId.putIfAbsent(id, row));
        }
        for (Path file : files) {
            join(byId, file);
        }
    }

    private static void join(Map<String, SampledRow> byId, Path file) throws BadInputException, InterruptedException {
        try (LineReader lines = LineReader.ofRecords(file)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while reading labels");
                }
                if (new String(line.get(), StandardCharsets.UTF_8).isBlank()) {
                    continue;
                }
                String where = file + " line " + lines.number();
                JsonNode json = Json.parse(line.get(), where);
                if (lines.number() == 1 && json.has("$meta")) {
                    continue;
                }
                if (!json.path("id").isTextual() && !json.path("id").isIntegralNumber()) {
                    throw new BadInputException(where + " has no id; an object with id and label was expected");
                }
                SampledRow row = byId.get(json.get("id").asText());
                if (row != null) {
                    row.label(json.path("label"));
                }
            }
        }
    }
}
