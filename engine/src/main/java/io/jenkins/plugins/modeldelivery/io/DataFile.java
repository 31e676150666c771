package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** Opens data files that may be gzip-compressed, told by their first bytes and not by their name, and may be pipes. */
public final class DataFile {
    private static final int BUFFER = 1 << 16;

    private DataFile() {}

    /** The unpacked content of a file; the caller closes it. */
    public static InputStream open(Path file) throws BadInputException {
        return open(file, Sha256.digest());
    }

    /** @param digest of the bytes as they lie on disk, whole once the content has been read to its end */
    static InputStream open(Path file, MessageDigest digest) throws BadInputException {
        try {
            return unpacked(new DigestInputStream(bytes(file), digest));
        } catch (NoSuchFileException e) {
            throw new BadInputException(file + " does not exist", e);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The content of a file or of a pipe as it is; the caller closes it. */
    public static InputStream bytes(Path file) throws IOException {
        return new FilterInputStream(Files.newInputStream(file)) {
            /** The JDK fails to tell it of a pipe. */
            @Override
            public int available() {
                return 0;
            }
        };
    }

    /** The same for a stream of unknown packing; closing the result closes it. */
    public static InputStream unpacked(InputStream raw) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        return first == GzipMembers.MAGIC_1 && second == GzipMembers.MAGIC_2 ? new GzipMembers(in) : in;
    }
}
