package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.DataFile;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of recorded counts: one document, or one a line (JSONL, {@code .gz} allowed).
 *
 * @param lines whether the documents stood one a line, so that the answers should too
 */
public record CountsFile(List<TrafficReport> reports, boolean lines) {
    private static final String MARK = "\uFEFF"; // of the byte order

    /**
     * Judges every document of a file; the file is read as a stream, only the answers are kept.
     *
     * @throws BadInputException when any document is malformed, naming its line; nothing is judged then
     */
    public static CountsFile judge(Path file) throws BadInputException {
        List<TrafficReport> reports = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(DataFile.open(file), StandardCharsets.UTF_8))) {
            String line;
            for (int number = 1; (line = in.readLine()) != null; number++) {
                if (number == 1 && line.startsWith(MARK)) {
                    line = line.substring(MARK.length());
                }
                if (line.isBlank()) {
                    continue;
                }
                String source = file + " line " + number;
                if (reports.isEmpty() && !isComplete(line)) {
                    return new CountsFile(List.of(whole(line, in, file)), false);
                }
                reports.add(TrafficJudge.judge(TrafficCounts.parse(Json.parse(line, source), source)));
            }
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
        if (reports.isEmpty()) {
            throw new BadInputException(file + " is empty; a traffic-counts document was expected");
        }
        return new CountsFile(List.copyOf(reports), true);
    }

    /** Whether a document ends on the line where it begins. */
    private static boolean isComplete(String line) {
        try {
            Json.parse(line, "line");
            return true;
        } catch (BadInputException e) {
            return false;
        }
    }

    private static TrafficReport whole(String first, BufferedReader in, Path file)
            throws IOException, BadInputException {
        StringBuilder text = new StringBuilder(first).append('\n');
        char[] buffer = new char[1 << 16];
        int read;
        while ((read = in.read(buffer)) >= 0) {
            text.append(buffer, 0, read);
            if (text.length() > Json.MAX_DOCUMENT_BYTES) {
                throw new BadInputException(
                        file + " holds a document of more than " + (Json.MAX_DOCUMENT_BYTES >> 20) + " MiB");
            }
        }
        JsonNode document = Json.parse(text.toString(), file.toString());
        return TrafficJudge.judge(TrafficCounts.parse(document, file.toString()));
    }
}
