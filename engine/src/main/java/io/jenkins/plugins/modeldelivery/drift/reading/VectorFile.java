package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.DataFile;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipException;

/** A file of vectors: NumPy {@code .npy} told by its first bytes, JSON lines by their first character, else CSV. */
public final class VectorFile {
    private static final int PROGRESS_ROWS = 4096;
    private static final double LARGEST = 1e37; // squares are finite, also in single and half precision
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}; // of UTF-8

    private VectorFile() {}

    /**
     * Reads a file as a sample.
     *
     * @throws BadInputException naming file and line where something is not a finite number or rows differ in width
     * @throws InterruptedException when the calling thread is interrupted
     */
    public static Vectors read(Path file, ReadOptions options, Progress progress)
            throws BadInputException, InterruptedException {
        Collector collector = new Collector(options, file.toString());
        String sha256 = stream(file, options, progress, collector);
        return collector.finish(sha256);
    }

    /** Streams the rows of a file and returns the SHA-256 of its bytes as they lie on disk. */
    public static String stream(Path file, ReadOptions options, Progress progress, RowSink sink)
            throws BadInputException, InterruptedException {
        MessageDigest digest = Sha256.digest();
        try (InputStream raw = new DigestInputStream(Files.newInputStream(file), digest);
                PushbackInputStream in = new PushbackInputStream(DataFile.unpacked(raw), MARK.length)) {
            Counting counting = new Counting(file, sink, progress);
            Beginning beginning = begin(in);
            int first = beginning.first();
            if (first == Npy.FIRST_BYTE) {
                requireNoFields(file, options);
                new Npy(in, file.toString()).read(counting);
            } else if (first == '{' || first == '[') {
                new JsonLines(
                                new LineReader(in, file.toString(), LineReader.MAX_BYTES, beginning.lines()),
                                file.toString(),
                                options)
                        .read(counting);
            } else if (first >= 0) {
                new Csv(in, file.toString(), beginning.lines(), options).read(counting);
            }
            drain(raw);
        } catch (NoSuchFileException e) {
            throw new BadInputException(file + " does not exist", e);
        } catch (EOFException | ZipException e) {
            throw new BadInputException(file + " is cut off or not packed properly: " + e.getMessage(), e);
        } catch (Interrupted e) {
            throw new InterruptedException("interrupted while reading " + file);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
        return Sha256.hex(digest);
    }

    private static void requireNoFields(Path file, ReadOptions options) throws BadInputException {
        Optional<String> field = options.groupBy().or(options::slice);
        if (field.isPresent()) {
            throw new BadInputException(file + " is a NumPy array, which has no field '" + field.get()
                    + "'; give JSON lines or CSV with that field");
        }
    }

    /** The first byte of the content, and how many line breaks stood before it. */
    private record Beginning(int first, long lines) {}

    /** Skips a byte order mark and white space. */
    private static Beginning begin(PushbackInputStream in) throws IOException {
        byte[] start = in.readNBytes(MARK.length);
        if (!Arrays.equals(start, MARK)) {
            in.unread(start);
        }
        long lines = 0;
        int first = in.read();
        while (first == ' ' || first == '\n' || first == '\r' || first == '\t') {
            lines += first == '\n' ? 1 : 0;
            first = in.read();
        }
        if (first >= 0) {
            in.unread(first);
        }
        return new Beginning(first, lines);
    }

    private static void drain(InputStream raw) throws IOException {
        byte[] rest = new byte[1 << 13];
        while (raw.read(rest) >= 0) {
            // the rest of the file belongs to its hash
        }
    }

    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Counting implements RowSink {
        private final Path file;
        private final RowSink sink;
        private final Progress progress;
        private long rows;

        Counting(Path file, RowSink sink, Progress progress) {
            this.file = file;
            this.sink = sink;
            this.progress = progress;
        }

        private void requireComparable(double[] values, int width) throws BadInputException {
            for (int u = 0; u < width; u++) {
                if (Math.abs(values[u]) > LARGEST) {
                    throw new BadInputException(file + " row " + (rows + 1) + " has the number " + values[u]
                            + "; at most " + LARGEST + " were expected, whose squares can be told apart");
                }
            }
        }

        @Override
        public void row(double[] values, int width, String id, String group, String slice) throws BadInputException {
            requireComparable(values, width);
            sink.row(values, width, id, group, slice);
            if (++rows % PROGRESS_ROWS == 0) {
                progress.report(rows, -1, "rows");
            }
            if (Thread.interrupted()) {
                throw new Interrupted();
            }
        }
    }
}
