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

/**
 * Joins rows with labels that exist: JSON lines or CSV with {@code id} and {@code label}, so also earlier eval sets. Where a line
 * holds its {@code input}, that decides: an id may mean something else a month later.
 */
final class Labels {
    private final Map<String, SampledRow> byId = new HashMap<>();
    private final Map<InputHash, SampledRow> byInput = new HashMap<>();
    private long others;
    private Optional<String> firstOther = Optional.empty();

    private Labels(List<SampledRow> rows) {
        for (SampledRow row : rows) {
            byId.put(row.id(), row);
        }
        for (SampledRow row : rows) {
            row.ids().forEach(id -> byId.putIfAbsent(id, row));
            byInput.putIfAbsent(row.input(), row);
        }
    }

    /** Reads files of any size in memory that grows with the rows only. */
    static Labels join(List<SampledRow> rows, List<Path> files) throws BadInputException, InterruptedException {
        Labels labels = new Labels(rows);
        for (Path file : files) {
            labels.join(file);
        }
        return labels;
    }

    /** Lines that have the id of a drawn row and another input; their labels were not taken. */
    long others() {
        return others;
    }

    /** Where the first of them stands. */
    Optional<String> firstOther() {
        return firstOther;
    }

    private void join(Path file) throws BadInputException, InterruptedException {
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
                join(json, where);
            }
        }
    }

    private void join(JsonNode json, String where) {
        JsonNode input = json.path("input");
        SampledRow known = byId.get(json.get("id").asText());
        SampledRow row = InputHash.isInput(input) ? ofInput(input) : known;
        if (row != null) {
            SampledRow.label(row.labels(), json.path("label"));
        } else if (known != null) {
            others++;
            firstOther = firstOther.or(() -> Optional.of(where));
        }
    }

    /** An input that is no text is one in a CSV file. */
    private SampledRow ofInput(JsonNode input) {
        SampledRow row = byInput.get(InputHash.of(input));
        if (row != null || !input.isTextual()) {
            return row;
        }
        try {
            return byInput.get(InputHash.of(Json.parse(input.textValue(), "an input")));
        } catch (BadInputException e) {
            return null; // a text, and none that was drawn
        }
    }
}
