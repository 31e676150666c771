package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that lives as long as something is done with it. */
final class TemporaryFile {
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
