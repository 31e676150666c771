package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream as bytes, with a zero byte behind each so that parsing needs no bounds. */
final class ByteLines {
    private final InputStream in;
    private final String source;
    private final byte[] chunk = new byte[1 << 16];
    private int chunkAt;
    private int chunkEnd;
    private byte[] line = new byte[1 << 14];
    private long number;

    /** @param before lines of the file that have been read already */
    ByteLines(InputStream in, String source, long before) {
        this.in = in;
        this.source = source;
        this.number = before;
    }

    /** The bytes of the line read last; overwritten by the next. */
    byte[] bytes() {
        return line;
    }

    /** The number of the line read last, from 1. */
    long number() {
        return number;
    }

    /** Reads a line and returns its length, or -1 at the end. */
    int next() throws IOException, BadInputException {
        number++;
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
        if (length + more > LineReader.MAX_BYTES) {
            throw LineReader.tooLong(source, "line " + (number - 1), LineReader.MAX_BYTES);
        }
        if (length + more >= line.length) {
            line = Arrays.copyOf(line, 2 * (length + more));
        }
        System.arraycopy(chunk, chunkAt, line, length, more);
        return length + more;
    }
}
