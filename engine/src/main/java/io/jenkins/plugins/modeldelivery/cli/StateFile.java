package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where an operation stands, in a file, so that a run that was killed can be gone on with.
 *
 * @param file null to keep nothing
 */
record StateFile(Path file) {
    /** What is kept; empty where there is no file. */
    Optional<String> text() throws BadInputException {
        return file == null || Files.notExists(file) ? Optional.empty() : Optional.of(Documents.text(file));
    }

    /** Replaces the file in one step, so that a crash leaves the old state or the new one. */
    void keep(String text) {
        if (file == null) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("--state " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The operation is over; a next run begins anew. */
    void delete() throws BadInputException {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new BadInputException("--state " + file + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
