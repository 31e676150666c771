package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Reads the lines of a file (plain or gzip) with several threads in constant memory. The file is cut into chunks of
 * whole lines; a chunk is handled by one thread. Chunks are numbered in file order, so that results can be put together
 * independently of which thread had which chunk.
 */
public final class ParallelLines {
    static final int CHUNK_BYTES = 1 << 20;

    private ParallelLines() {}

    /** Takes lines; one instance per thread, hence free of locks. */
    public interface Sink {
        /** Lines of this chunk follow; chunks come in ascending, not consecutive order. */
        void begin(int chunk);

        /**
         * One line without its line break.
         *
         * @param line 0-based within the chunk
         * @param bytes holds the line from {@code from} to {@code to}; reused for the next chunk
         */
        void line(int line, byte[] bytes, int from, int to);
    }

    /**
     * All sinks, each with what it was given, and where chunks begin.
     *
     * @param firstLines the 1-based number of each chunk's first line
     * @param sha256 of the very bytes that were read, as they lie on disk
     */
    public record Read<S>(List<S> sinks, long[] firstLines, String sha256) {
        /** The 1-based line number in the file. */
        public long number(int chunk, int line) {
            return firstLines[chunk] + line;
        }
    }

    /**
     * Reads all lines of a file.
     *
     * @param threads at least 1; the result does not depend on it if sinks are put together by chunk
     * @throws BadInputException when the file is missing, unreadable, broken gzip or has a line longer than
     *     {@link LineReader#MAX_BYTES}
     */
    public static <S extends Sink> Read<S> read(Path file, int threads, Supplier<S> sinks, Progress progress)
            throws BadInputException, InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "model-delivery lines");
            thread.setDaemon(true);
            return thread;
        });
        MessageDigest digest = Sha256.digest();
        try (InputStream in = RecordLines.open(file, digest, progress)) {
            LineChunks chunks = new LineChunks(in, file, progress);
            List<S> all = new ArrayList<>();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                S sink = sinks.get();
                all.add(sink);
                running.add(executor.submit(work(chunks, sink)));
            }
            for (Future<?> future : running) {
                future.get();
            }
            return new Read<>(all, chunks.firstLines(), Sha256.hex(digest));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BadInputException bad) {
                throw bad;
            }
            if (e.getCause() instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            throw new IllegalStateException(file + " could not be read through", e.getCause());
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        } finally {
            executor.shutdownNow();
        }
    }

    /** As many threads as there are processors, at most 8: beyond that reading the file is the limit. */
    public static int defaultThreads() {
        return Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));
    }

    private static Callable<Void> work(LineChunks chunks, Sink sink) {
        return () -> {
            LineChunks.Chunk chunk = new LineChunks.Chunk();
            while (chunks.next(chunk)) {
                sink.begin(chunk.index());
                chunks.counted(chunk.index(), chunk.forEachLine(sink));
            }
            return null;
        };
    }

    /** Cuts a stream into chunks that end at a line break. */
    static final class LineChunks {
        private static final VarHandle LONGS =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
        private static final long ONES = 0x0101010101010101L;
        private static final long HIGH_BITS = 0x8080808080808080L;
        private static final long LINE_BREAKS = ONES * '\n';

        private final InputStream in;
        private final Path file;
        private final Progress progress;
        private final List<Integer> lineCounts = new ArrayList<>();
        private byte[] rest = new byte[0];
        private boolean ended;
        private long bytes;
        private long lines;

        LineChunks(InputStream in, Path file, Progress progress) {
            this.in = in;
            this.file = file;
            this.progress = progress;
        }

        /** A buffer that one thread uses again and again. */
        static final class Chunk {
            private byte[] buffer = new byte[ParallelLines.CHUNK_BYTES];
            private int length;
            private int index;

            int index() {
                return index;
            }

            /** Hands out the lines and returns how many there were. */
            int forEachLine(ParallelLines.Sink sink) {
                int line = 0;
                int from = 0;
                for (int i = lineBreak(buffer, 0, length); i >= 0; i = lineBreak(buffer, from, length)) {
                    sink.line(line++, buffer, from, i > from && buffer[i - 1] == '\r' ? i - 1 : i);
                    from = i + 1;
                }
                if (from < length) {
                    sink.line(line++, buffer, from, length);
                }
                return line;
            }
        }

        /** Position of the next line break, or -1; looks at eight bytes at once (Warren, Hacker's Delight, section 6-1). */
        private static int lineBreak(byte[] bytes, int from, int to) {
            int i = from;
            for (; i + Long.BYTES <= to; i += Long.BYTES) {
                long word = (long) LONGS.get(bytes, i) ^ LINE_BREAKS;
                if ((word - ONES & ~word & HIGH_BITS) != 0) {
                    break;
                }
            }
            while (i < to && bytes[i] != '\n') {
                i++;
            }
            return i < to ? i : -1;
        }

        /** Fills the chunk with the next whole lines; false at the end. */
        synchronized boolean next(Chunk chunk) throws BadInputException, InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try {
                return fill(chunk);
            } catch (IOException e) {
                ended = true;
                String after = bytes == 0 ? "" : " (after " + bytes + " unpacked bytes)";
                throw new BadInputException(file + " cannot be read" + after + ": " + e.getMessage(), e);
            }
        }

        private boolean fill(Chunk chunk) throws IOException, BadInputException {
            if (chunk.buffer.length < rest.length) {
                chunk.buffer = new byte[rest.length];
            }
            System.arraycopy(rest, 0, chunk.buffer, 0, rest.length);
            chunk.length = rest.length;
            rest = new byte[0];
            int end = 0;
            while (end == 0 && !ended) {
                if (chunk.length == chunk.buffer.length) {
                    grow(chunk);
                }
                int searched = chunk.length;
                readInto(chunk);
                end = lastLineBreak(chunk, searched);
            }
            if (ended) {
                end = chunk.length;
            }
            if (end == 0) {
                return false;
            }
            rest = Arrays.copyOfRange(chunk.buffer, end, chunk.length);
            chunk.length = end;
            chunk.index = lineCounts.size();
            lineCounts.add(0);
            return true;
        }

        private void grow(Chunk chunk) throws BadInputException {
            if (chunk.buffer.length >= LineReader.MAX_BYTES) {
                ended = true;
                throw LineReader.tooLong(file.toString(), "byte " + (bytes - chunk.length), LineReader.MAX_BYTES);
            }
            chunk.buffer = Arrays.copyOf(chunk.buffer, 2 * chunk.buffer.length);
        }

        private void readInto(Chunk chunk) throws IOException {
            int read = in.readNBytes(chunk.buffer, chunk.length, chunk.buffer.length - chunk.length);
            if (bytes == 0 && read >= 3 && isByteOrderMark(chunk.buffer)) {
                Arrays.fill(chunk.buffer, 0, 3, (byte) ' ');
            }
            bytes += read;
            chunk.length += read;
            ended = chunk.length < chunk.buffer.length;
        }

        private static boolean isByteOrderMark(byte[] b) {
            return b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF;
        }

        private static int lastLineBreak(Chunk chunk, int from) {
            for (int i = chunk.length - 1; i >= from; i--) {
                if (chunk.buffer[i] == '\n') {
                    return i + 1;
                }
            }
            return 0;
        }

        /** Notes how many lines a chunk had. */
        synchronized void counted(int chunk, int count) {
            lineCounts.set(chunk, count);
            lines += count;
            progress.report(lines, -1, "lines");
        }

        synchronized long[] firstLines() {
            long[] first = new long[lineCounts.size()];
            long next = 1;
            for (int i = 0; i < first.length; i++) {
                first[i] = next;
                next += lineCounts.get(i);
            }
            return first;
        }
    }
}
