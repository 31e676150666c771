package io.jenkins.plugins.modeldelivery.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A stream that is made a piece at a time. */
abstract class ReadyBytes extends InputStream {
    private byte[] ready = new byte[0];
    private int position;

    /** The next piece, which may be empty; no piece behind the last one. */
    abstract Optional<byte[]> next() throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == ready.length) {
            Optional<byte[]> piece = next();
            if (piece.isEmpty()) {
                return -1;
            }
            ready = piece.get();
            position = 0;
        }
        int count = Math.min(length, ready.length - position);
        System.arraycopy(ready, position, into, offset, count);
        position += count;
        return count;
    }
}
