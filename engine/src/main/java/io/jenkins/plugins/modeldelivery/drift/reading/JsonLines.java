package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;

/**
 * JSON lines with an array of numbers in one field, or lines that are such an array themselves. A line of metadata
 * ({@code {"$meta": ...}}) and empty lines are skipped.
 */
final class JsonLines {
    private final ByteLines lines;
    private final String source;
    private final ReadOptions options;

    JsonLines(ByteLines lines, String source, ReadOptions options) {
        this.lines = lines;
        this.source = source;
        this.options = options;
    }

    void read(VectorSink sink) throws IOException, BadInputException {
        JsonLine parser = new JsonLine(options);
        for (int length = lines.next(); length >= 0; length = lines.next()) {
            try {
                if (parser.parse(lines.bytes(), length)) {
                    parser.requireComplete();
                    sink.row(parser.values(), parser.width(), parser.id(), parser.group(), parser.slice());
                }
            } catch (JsonLine.Malformed e) {
                throw new BadInputException(source + " line " + lines.number() + ": " + e.getMessage(), e);
            }
        }
    }
}
