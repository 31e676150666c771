package io.jenkins.plugins.modeldelivery.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952) and fails at whatever is not whole. The JDK's reader takes a second member whose header is damaged
 * for the end of the file, and half of the rows are gone. Here each member has to be complete, and nothing but members may
 * follow, zeros neither: a hole that a crash left in a file looks like them.
 */
final class GzipMembers extends InputStream {
    static final int MAGIC_1 = 0x1f;
    static final int MAGIC_2 = 0x8b;

    private static final int DEFLATE = 8;
    private static final int HEADER_CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 content = new CRC32();
    private final CRC32 header = new CRC32();
    private final byte[] packed = new byte[BUFFER];
    private int from;
    private int to;
    private long member;
    private boolean ended;

    /** Reads the first member's header. */
    GzipMembers(InputStream in) throws IOException {
        this.in = in;
        if (!begin()) {
            throw new EOFException("no gzip member");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (!ended) {
                int count = inflater.inflate(into, offset, length);
                if (count > 0) {
                    content.update(into, offset, count);
                    return count;
                }
                if (inflater.finished()) {
                    from = to - inflater.getRemaining();
                    end();
                    ended = !begin();
                } else if (inflater.needsDictionary()) {
                    throw damaged("asks for a dictionary");
                } else {
                    more();
                }
            }
            return -1;
        } catch (DataFormatException e) {
            throw damaged("is damaged: " + e.getMessage());
        }
    }

    private void more() throws IOException {
        if (!fill()) {
            throw cut();
        }
        inflater.setInput(packed, 0, to);
        from = to;
    }

    /** Whether a member begins here; else the stream is at its end. */
    private boolean begin() throws IOException {
        if (from == to && !fill()) {
            return false;
        }
        member++;
        header.reset();
        if (next() != MAGIC_1 || next() != MAGIC_2) {
            throw damaged("does not begin as one; nothing but gzip members may follow each other");
        }
        if (next() != DEFLATE) {
            throw damaged("is not packed by deflate");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw damaged("has unknown flags");
        }
        skip(6); // time, extra flags, system
        if ((flags & EXTRA) != 0) {
            skip((int) little(2));
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        long expected = header.getValue() & 0xFFFF;
        if ((flags & HEADER_CHECK) != 0 && little(2) != expected) {
            throw damaged("has a damaged header");
        }
        content.reset();
        inflater.reset();
        inflater.setInput(packed, from, to - from);
        return true;
    }

    private void end() throws IOException {
        if (little(4) != content.getValue() || little(4) != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
            throw damaged("is damaged: its check sum differs");
        }
    }

    private long little(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) next() << 8 * i;
        }
        return value;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // a text ends with a zero
        }
    }

    private int next() throws IOException {
        if (from == to && !fill()) {
            throw cut();
        }
        header.update(packed[from]);
        return packed[from++] & 0xFF;
    }

    private boolean fill() throws IOException {
        int count = in.read(packed, 0, packed.length);
        from = 0;
        to = Math.max(0, count);
        return count > 0;
    }

    private EOFException cut() {
        return new EOFException("gzip member " + member + " has no end");
    }

    private ZipException damaged(String how) {
        return new ZipException("gzip member " + member + " " + how);
    }

    @Override
    public int available() throws IOException {
        return ended ? 0 : Math.max(1, in.available());
    }

    @Override
    public void close() throws IOException {
        ended = true;
        inflater.end();
        in.close();
    }
}
