package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that are there whole or not at all. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes into a stream; may close it. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException, BadInputException;
    }

    /** Writes beside the file and moves it there when it is complete, over whatever is there. */
    public static void write(Path file, Content content) throws BadInputException {
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(beside)) {
                content.writeTo(out);
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
