package io.jenkins.plugins.modeldelivery.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Passes a stream on, as long as the thread is not interrupted and whoever sends it neither drips nor goes on for ever. */
final class InterruptibleStreams {
    /** Largest object that is passed on. */
    static final long MOST_BYTES = 1L << 40;

    /** In each such time at least {@link #LEAST_BYTES} have to come. */
    static final Duration PACE = Duration.ofSeconds(30);

    static final long LEAST_BYTES = 30 << 10;
    private static final int BUFFER = 1 << 16;

    private InterruptibleStreams() {}

    /** Takes a piece. */
    @FunctionalInterface
    interface Target {
        void write(byte[] bytes, int from, int length) throws IOException;
    }

    static void pass(InputStream in, Target target) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        long all = 0;
        long begin = System.nanoTime();
        long before = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            target.write(buffer, 0, n);
            all += n;
            if (all > MOST_BYTES) {
                throw new IOException("it has more than " + (MOST_BYTES >> 40) + " TiB");
            }
            if (System.nanoTime() - begin > PACE.toNanos()) {
                if (all - before < LEAST_BYTES) {
                    throw new IOException("only " + (all - before) + " bytes came in " + PACE.toSeconds() + " s");
                }
                begin = System.nanoTime();
                before = all;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading");
            }
        }
    }
}
