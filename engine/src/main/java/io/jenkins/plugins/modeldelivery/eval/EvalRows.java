package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The rows of an eval set in their order, one at a time. */
final class EvalRows implements AutoCloseable {
    private final LineReader lines;
    private final Path file;
    private int next;

    EvalRows(Path file) throws BadInputException {
        this.file = file;
        lines = LineReader.ofRecords(file);
    }

    /** The next row, or empty at the end. */
    Optional<EvalRow> next() throws BadInputException {
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (new String(line.get(), StandardCharsets.UTF_8).isBlank()) {
                continue;
            }
            String where = file + " line " + lines.number();
            JsonNode json = Json.parse(line.get(), where);
            if (lines.number() == 1 && json.has("$meta")) {
                continue;
            }
            if (!(json instanceof ObjectNode row) || !isId(json.path("id")) || !json.hasNonNull("input")) {
                throw new BadInputException(
                        where
                                + " is no row of an eval set: an object with id (text or a whole number) and input was expected");
            }
            return Optional.of(new EvalRow(next++, where, row));
        }
        return Optional.empty();
    }

    private static boolean isId(JsonNode id) {
        return id.isTextual() || id.isIntegralNumber();
    }

    @Override
    public void close() {
        lines.close();
    }
}
