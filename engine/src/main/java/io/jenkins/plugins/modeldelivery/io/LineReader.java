package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads a stream line by line, in order, in constant memory; {@link ParallelLines} is for where order does not matter. */
public final class LineReader implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final String source;
    private final int longest;
    private byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private long number;
    private long position;
    private boolean terminated;

    /**
     * @param source how to call the stream in a message
     * @param longest a longer line, in bytes, is bad input
     */
    public LineReader(InputStream in, String source, int longest) {
        this.in = in;
        this.source = source;
        this.longest = longest;
    }

    /** Opens a file that may be gzip-compressed. */
    public static LineReader open(Path file) throws BadInputException {
        return new LineReader(DataFile.open(file), file.toString(), ParallelLines.MAX_LINE_BYTES);
    }

    /** The next line without its line break; empty at the end. */
    public Optional<byte[]> next() throws BadInputException {
        try {
            int searched = from;
            while (true) {
                for (int i = searched; i < to; i++) {
                    if (buffer[i] == '\n') {
                        return Optional.of(take(i, 1));
                    }
                }
                searched = to - from;
                if (!fill()) {
                    return to > from ? Optional.of(take(to, 0)) : Optional.empty();
                }
            }
        } catch (IOException e) {
            throw new BadInputException(source + " cannot be read (after line " + number + "): " + e.getMessage(), e);
        }
    }

    private byte[] take(int end, int lineBreak) {
        boolean marked = number == 0 && end - from >= 3 && isByteOrderMark(from);
        byte[] line = Arrays.copyOfRange(buffer, marked ? from + 3 : from, end);
        position += end + lineBreak - from;
        from = end + lineBreak;
        number++;
        terminated = lineBreak > 0;
        return line;
    }

    private boolean isByteOrderMark(int at) {
        return buffer[at] == (byte) 0xEF && buffer[at + 1] == (byte) 0xBB && buffer[at + 2] == (byte) 0xBF;
    }

    /** Moves what is left to the front and reads more behind it; false at the end of the stream. */
    private boolean fill() throws IOException, BadInputException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        if (to > longest) {
            throw new BadInputException(source + " line " + (number + 1) + " is longer than " + longest
                    + " bytes; one record a line is expected");
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = in.read(buffer, to, buffer.length - to);
        to += Math.max(0, read);
        return read >= 0;
    }

    /** The 1-based number of the line that was read last. */
    public long number() {
        return number;
    }

    /** How many bytes, unpacked, lie before the next line. */
    public long position() {
        return position;
    }

    /** Whether the line that was read last ended in a line break. */
    public boolean isTerminated() {
        return terminated;
    }

    /** Whether something can be read without waiting. */
    public boolean hasMore() throws IOException {
        return to > from || in.available() > 0;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // everything that was asked for has been read
            from = to;
        }
    }
}
