package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of recorded counts: one document, or one a line (JSONL, {@code .gz} allowed).
 *
 * @param lines whether the documents stood one a line, so that the answers should too
 */
public record CountsFile(List<TrafficReport> reports, boolean lines) {
    /**
     * Judges every document of a file; the file is read as a stream, only the answers are kept.
     *
     * @throws BadInputException when any document is malformed, naming its line; nothing is judged then
     */
    public static CountsFile judge(Path file) throws BadInputException {
        List<TrafficReport> reports = new ArrayList<>();
        try (LineReader lines = LineReader.open(file)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (new String(line.get(), StandardCharsets.UTF_8).isBlank()) {
                    continue;
                }
                String source = file + " line " + lines.number();
                if (reports.isEmpty() && !isComplete(line.get())) {
                    return new CountsFile(List.of(whole(line.get(), lines, file)), false);
                }
                reports.add(TrafficJudge.judge(TrafficCounts.parse(Json.parse(line.get(), source), source)));
            }
        }
        if (reports.isEmpty()) {
            throw new BadInputException(file + " is empty; a traffic-counts document was expected");
        }
        return new CountsFile(List.copyOf(reports), true);
    }

    /** Whether a document ends on the line where it begins. */
    private static boolean isComplete(byte[] line) {
        try {
            Json.parse(line, "line");
            return true;
        } catch (BadInputException e) {
            return false;
        }
    }

    private static TrafficReport whole(byte[] first, LineReader lines, Path file) throws BadInputException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (Optional<byte[]> line = Optional.of(first); line.isPresent(); line = lines.next()) {
            text.writeBytes(line.get());
            text.write('\n');
            if (text.size() > Json.MAX_DOCUMENT_BYTES) {
                throw new BadInputException(
                        file + " holds a document of more than " + (Json.MAX_DOCUMENT_BYTES >> 20) + " MiB");
            }
        }
        JsonNode document = Json.parse(text.toByteArray(), file.toString());
        return TrafficJudge.judge(TrafficCounts.parse(document, file.toString()));
    }
}
