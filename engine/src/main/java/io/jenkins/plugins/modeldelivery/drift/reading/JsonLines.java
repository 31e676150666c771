package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * JSON lines with an array of numbers in one field, or lines that are such an array themselves. A line of metadata
 * ({@code {"$meta": ...}}) and empty lines are skipped.
 */
final class JsonLines {
    private static final int LONGEST_LINE = 64 << 20;

    private final InputStream in;
    private final String source;
    private final ReadOptions options;
    private final byte[] chunk = new byte[1 << 16];
    private int chunkAt;
    private int chunkEnd;
    private byte[] line = new byte[1 << 14];

    JsonLines(InputStream in, String source, ReadOptions options) {
        this.in = in;
        this.source = source;
        this.options = options;
    }

    void read(RowSink sink) throws IOException, BadInputException {
        JsonLine parser = new JsonLine(options);
        long number = 0;
        for (int length = nextLine(); length >= 0; length = nextLine()) {
            number++;
            try {
                if (parser.parse(line, length)) {
                    parser.requireComplete();
                    sink.row(parser.values(), parser.width(), parser.id(), parser.group(), parser.slice());
                }
            } catch (JsonLine.Malformed e) {
                throw new BadInputException(source + " line " + number + ": " + e.getMessage(), e);
            }
        }
    }

    /** Reads a line, a zero byte behind it so that parsing needs no bounds; returns its length, or -1 at the end. */
    private int nextLine() throws IOException, BadInputException {
        int length = 0;
        while (true) {
            if (chunkAt == chunkEnd) {
                chunkEnd = in.read(chunk);
                chunkAt = 0;
                if (chunkEnd < 0) {
                    chunkEnd = 0;
                    line[length] = 0;
                    return length == 0 ? -1 : length;
                }
            }
            int end = chunkAt;
            while (end < chunkEnd && chunk[end] != '\n') {
                end++;
            }
            length = append(length, end);
            boolean isWhole = end < chunkEnd;
            chunkAt = isWhole ? end + 1 : end;
            if (isWhole) {
                line[length] = 0;
                return length;
            }
        }
    }

    private int append(int length, int end) throws BadInputException {
        int more = end - chunkAt;
        if (length + more > LONGEST_LINE) {
            throw new BadInputException(source + " has a line longer than " + (LONGEST_LINE >> 20) + " MiB");
        }
        if (length + more >= line.length) {
            line = Arrays.copyOf(line, 2 * (length + more));
        }
        System.arraycopy(chunk, chunkAt, line, length, more);
        return length + more;
    }
}
