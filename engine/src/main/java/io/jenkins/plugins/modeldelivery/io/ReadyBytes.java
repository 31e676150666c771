package io.jenkins.plugins.modeldelivery.io;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is made a piece at a time. */
abstract class ReadyBytes extends InputStream {
    private byte[] ready = new byte[0];
    private int position;

    /** The next piece, which may be empty; null behind the last one. */
    abstract byte[] next() throws IOException;

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
            byte[] piece = next();
            if (piece == null) {
                return -1;
            }
            ready = piece;
            position = 0;
        }
        int count = Math.min(length, ready.length - position);
        System.arraycopy(ready, position, into, offset, count);
        position += count;
        return count;
    }
}
