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

    /**
     * Writes beside the file and moves it there when it is complete, over the file that is there. A link is followed; what
     * is no file, such as {@code /dev/stdout}, is written to as it is.
     */
    public static void write(Path file, Content content) throws BadInputException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                try (OutputStream out = Files.newOutputStream(file)) {
                    content.writeTo(out);
                }
                return;
            }
            Path target = Files.exists(file) ? file.toRealPath() : file;
            Path beside = target.resolveSibling(target.getFileName() + ".tmp");
            try {
                try (OutputStream out = Files.newOutputStream(beside)) {
                    content.writeTo(out);
                }
                Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
