package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Data files of a bucket, of any size, that are read one at a time from a copy on this machine's disk. */
public interface DataObjects extends AutoCloseable {
    /** The keys of all files, in the order of their bytes. */
    List<String> list() throws DeliveryException, InterruptedException;

    /**
     * Copies a file's content over a file of this machine.
     *
     * @throws BadInputException when there is no such key
     */
    void download(String key, Path file) throws DeliveryException, InterruptedException;

    @Override
    void close();

    /** Does something with a copy. */
    @FunctionalInterface
    interface Use<R> {
        R of(Path copy) throws DeliveryException, InterruptedException;
    }

    /** Copies the file for as long as it is used; the copy is gone afterwards, whatever happens. */
    default <R> R withCopy(String key, Use<R> use) throws DeliveryException, InterruptedException {
        Path copy = TemporaryFile.make();
        try {
            download(key, copy);
            return use.of(copy);
        } finally {
            TemporaryFile.remove(copy);
        }
    }

    /** A file that lives as long as something is done with it. */
    static final class TemporaryFile {
        private TemporaryFile() {}

        static Path make() throws BadInputException {
            try {
                return Files.createTempFile("model-delivery-", ".jsonl");
            } catch (IOException e) {
                throw new BadInputException("No temporary file can be made: " + e.getMessage(), e);
            }
        }

        static void remove(Path file) throws BadInputException {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new BadInputException("The temporary file " + file + " cannot be removed: " + e.getMessage(), e);
            }
        }
    }
}
