package io.jenkins.plugins.modeldelivery.io;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Reads tables of a format whose library is too large for every installation; {@link java.util.ServiceLoader} finds it, see {@link Tables}. */
public interface TableFormat {
    ForeignFormat format();

    /**
     * Opens a file, once; the caller closes it.
     *
     * @param digest is given the file's bytes, all of them: those that the rows are read from, or none is read
     * @throws IOException when it is no table that can be read, in words that follow the file's name and a colon
     */
    Table open(Path file, MessageDigest digest) throws IOException;
}
