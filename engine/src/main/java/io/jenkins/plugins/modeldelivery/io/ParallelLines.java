package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
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
     */
    public record Read<S>(List<S> sinks, long[] firstLines) {
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
        try (InputStream in = DataFile.open(file)) {
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
            return new Read<>(all, chunks.firstLines());
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
}
