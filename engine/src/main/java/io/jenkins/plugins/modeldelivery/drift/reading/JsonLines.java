package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import java.util.Optional;

/**
 * JSON lines with an array of numbers in one field, or lines that are such an array themselves. A line of metadata
 * ({@code {"$meta": ...}}) and empty lines are skipped.
 */
final class JsonLines {
    private final LineReader lines;
    private final String source;
    private final ReadOptions options;

    JsonLines(LineReader lines, String source, ReadOptions options) {
        this.lines = lines;
        this.source = source;
        this.options = options;
    }

    void read(VectorSink sink) throws BadInputException {
        JsonLine parser = new JsonLine(options);
        for (Optional<byte[]> line = lines.nextWithZero(); line.isPresent(); line = lines.nextWithZero()) {
            try {
                if (parser.parse(line.get(), line.get().length - 1)) {
                    parser.requireComplete();
                    sink.row(parser.values(), parser.width(), parser.id(), parser.group(), parser.slice());
                }
            } catch (JsonLine.Malformed e) {
                throw new BadInputException(source + " line " + lines.number() + ": " + e.getMessage(), e);
            }
        }
    }
}
