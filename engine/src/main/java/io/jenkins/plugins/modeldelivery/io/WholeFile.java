package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

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
        try (StagedFiles files = new StagedFiles()) {
            files.write(file, content);
            files.publish();
        }
    }
}
