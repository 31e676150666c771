package io.jenkins.plugins.modeldelivery.formats;

import io.jenkins.plugins.modeldelivery.io.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A file that is read from any place and yet has the hash of what was read: it is hashed whole when it is opened, and every
 * block that is read afterwards has to be the one that was hashed.
 */
final class HashedFile implements AutoCloseable {
    static final int BLOCK = 1 << 16;

    private final FileChannel channel;
    private final List<byte[]> hashes = new ArrayList<>();
    private final MessageDigest digest = Sha256.digest();
    private final byte[] block = new byte[BLOCK];
    private long current = -1; // the block that is in memory
    private long size;

    private HashedFile(FileChannel channel) {
        this.channel = channel;
    }

    /** @param whole is given all bytes of the file */
    static HashedFile open(Path file, MessageDigest whole) throws IOException {
        HashedFile opened = new HashedFile(FileChannel.open(file, StandardOpenOption.READ));
        try {
            opened.hash(whole);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void hash(MessageDigest whole) throws IOException {
        int count = fill(0);
        while (count > 0) {
            whole.update(block, 0, count);
            hashes.add(hash(count));
            size += count;
            count = count < BLOCK ? 0 : fill(size);
        }
    }

    private byte[] hash(int count) {
        digest.update(block, 0, count);
        return digest.digest();
    }

    /** Reads a block, or what there is of it. */
    private int fill(long position) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(block);
        int read = 0;
        while (read >= 0 && into.hasRemaining()) {
            read = channel.read(into, position + into.position());
        }
        return into.position();
    }

    long size() {
        return size;
    }

    /** The bytes at a place that lies within the file. */
    byte[] read(long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(position, bytes, 0, length);
        return bytes;
    }

    private void read(long position, byte[] into, int offset, int length) throws IOException {
        if (position < 0 || position > size - length) {
            throw new EOFException("it is cut off or damaged: it says that bytes " + position + " to "
                    + (position + length) + " belong to it, and has " + size);
        }
        int done = 0;
        while (done < length) {
            load((position + done) / BLOCK);
            int from = (int) ((position + done) % BLOCK);
            int count = Math.min(length - done, BLOCK - from);
            System.arraycopy(block, from, into, offset + done, count);
            done += count;
        }
    }

    private void load(long number) throws IOException {
        if (number == current) {
            return;
        }
        current = -1;
        int expected = (int) Math.min(BLOCK, size - number * BLOCK);
        if (fill(number * BLOCK) < expected || !Arrays.equals(hash(expected), hashes.get((int) number))) {
            throw new IOException("it changed while it was read; give it when it is complete");
        }
        current = number;
    }

    /** The bytes between two places; closing it closes nothing. */
    Part part(long from, long to) {
        return new Part(from, to);
    }

    final class Part extends InputStream {
        private final long end;
        private long position;

        private Part(long from, long to) {
            position = from;
            end = to;
        }

        /** Of the next byte in the file. */
        long position() {
            return position;
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
            int count = (int) Math.min(length, end - position);
            if (count <= 0) {
                return -1;
            }
            HashedFile.this.read(position, into, offset, count);
            position += count;
            return count;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
