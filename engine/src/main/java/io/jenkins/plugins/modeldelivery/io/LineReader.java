package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipException;

/** Reads a stream line by line, in order, in constant memory; {@link ParallelLines} is for where order does not matter. */
public final class LineReader implements AutoCloseable {
    /** The longest line, in bytes, of any file that is read: as large as the largest document. */
    public static final int MAX_BYTES = 64 << 20;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final String source;
    private final int longest;
    private byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private boolean began;
    private long number;
    private long position;
    private boolean terminated;

    /**
     * @param source how to call the stream in a message
     * @param longest a longer line, in bytes, is bad input
     * @param before lines that have been read already
     */
    public LineReader(InputStream in, String source, int longest, long before) {
        this.in = in;
        this.source = source;
        this.longest = longest;
        number = before;
    }

    /** @param after what stands before the line, for example "line 16" */
    public static BadInputException tooLong(String source, String after, int longest) {
        String size = longest % (1 << 20) == 0 ? (longest >> 20) + " MiB" : longest + " bytes";
        return new BadInputException(
                source + " has a line longer than " + size + " after " + after + "; one record a line is expected");
    }

    /** Opens a file that may be gzip-compressed. */
    public static LineReader open(Path file) throws BadInputException {
        return new LineReader(DataFile.open(file), file.toString(), MAX_BYTES, 0);
    }

    /** The same of records with named fields, which may also be CSV, see {@link RecordLines}. */
    public static LineReader ofRecords(Path file) throws BadInputException {
        return new LineReader(RecordLines.open(file), file.toString(), MAX_BYTES, 0);
    }

    /** The next line without its line break; empty at the end. */
    public Optional<byte[]> next() throws BadInputException {
        return next(0);
    }

    /** The same with a zero byte behind the line, so that parsing it needs no bounds. */
    public Optional<byte[]> nextWithZero() throws BadInputException {
        return next(1);
    }

    private Optional<byte[]> next(int zeros) throws BadInputException {
        try {
            int searched = from;
            while (true) {
                for (int i = searched; i < to; i++) {
                    if (buffer[i] == '\n') {
                        return Optional.of(take(i, 1, zeros));
                    }
                }
                searched = to - from;
                if (!fill()) {
                    return to > from ? Optional.of(take(to, 0, zeros)) : Optional.empty();
                }
            }
        } catch (EOFException | ZipException e) {
            throw new BadInputException(source + " is cut off or not packed properly: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BadInputException(source + " cannot be read (after line " + number + "): " + e.getMessage(), e);
        }
    }

    private byte[] take(int end, int lineBreak, int zeros) {
        boolean marked = !began && end - from >= 3 && isByteOrderMark(from);
        int begin = marked ? from + 3 : from;
        byte[] line = new byte[end - begin + zeros];
        System.arraycopy(buffer, begin, line, 0, end - begin);
        began = true;
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
            throw tooLong(source, "line " + number, longest);
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
