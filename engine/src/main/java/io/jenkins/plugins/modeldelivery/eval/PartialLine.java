package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One line of a partial file after the first.
 *
 * @param index of the row, or -1 for the line that says when a start of the run began
 * @param prediction the line of the predictions file, see {@link Prediction}
 * @param error why the request failed
 * @param retried whether it took more than one try
 */
record PartialLine(
        int index, long elapsedMicros, long lateMicros, byte[] prediction, Optional<String> error, boolean retried) {
    private static final int NUMBERS = 64;

    /** Empty for a line that was not written to its end. */
    static Optional<PartialLine> of(byte[] line) {
        String start = new String(line, 0, Math.min(line.length, NUMBERS), StandardCharsets.ISO_8859_1);
        if (start.startsWith("begin\t")) {
            return Optional.of(new PartialLine(-1, 0, 0, new byte[0], Optional.empty(), false));
        }
        String[] parts = start.split("\t", 4);
        if (parts.length < 4 || !(parts[0] + parts[1] + parts[2]).matches("\\d{3,60}")) {
            return Optional.empty();
        }
        int from = parts[0].length() + parts[1].length() + parts[2].length() + 3;
        byte[] prediction = Arrays.copyOfRange(line, from, line.length);
        try {
            Prediction read = Json.bind(Json.parse(prediction, "the line"), Prediction.class, "the line");
            return Optional.of(new PartialLine(
                    Integer.parseInt(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    prediction,
                    read.error(),
                    read.attempts().isPresent()));
        } catch (BadInputException | NumberFormatException e) {
            return Optional.empty(); // cut off where the machine failed; the row is asked again
        }
    }
}
