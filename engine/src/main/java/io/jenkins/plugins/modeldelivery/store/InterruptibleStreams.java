package io.jenkins.plugins.modeldelivery.store;

import java.io.IOException;
import java.io.InputStream;

/** Passes a stream on, as long as the thread is not interrupted. */
final class InterruptibleStreams {
    private static final int BUFFER = 1 << 16;

    private InterruptibleStreams() {}

    static void pass(InputStream in, ObjectStore.Piece piece) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            piece.accept(buffer, 0, n);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading");
            }
        }
    }
}
