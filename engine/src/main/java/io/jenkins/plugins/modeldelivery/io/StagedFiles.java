package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files that belong together: each is made beside its place, under a name with the same ending, and none takes its place
 * before all are complete. What was not published is gone when this is closed.
 */
public final class StagedFiles implements AutoCloseable {
    private static final String BESIDE = ".tmp-";

    private final Map<Path, Path> staged = new LinkedHashMap<>();

    /**
     * Makes a file. A link is followed; what is no file, such as {@code /dev/null}, is written to at once.
     *
     * @return where it is until it is published
     */
    public Path write(Path target, WholeFile.Content content) throws BadInputException {
        try {
            Path file = staged(target);
            try (OutputStream out = Files.newOutputStream(file)) {
                content.writeTo(out);
            }
            return file;
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** The same for who writes what may fail in other ways; closes the stream before the files are published. */
    public OutputStream open(Path target) throws BadInputException {
        try {
            return Files.newOutputStream(staged(target));
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    private Path staged(Path target) throws IOException {
        boolean exists = Files.exists(target);
        if (exists && !Files.isRegularFile(target)) {
            return target;
        }
        Path place = exists ? target.toRealPath() : target;
        Path beside = place.resolveSibling(BESIDE + target.getFileName());
        staged.put(place, beside);
        return beside;
    }

    private static BadInputException unwritable(Path file, IOException e) {
        return new BadInputException(file + " cannot be written: " + e.getMessage(), e);
    }

    /** Moves every file to its place, in the order in which they were made, over whatever is there. */
    public void publish() throws BadInputException {
        for (Map.Entry<Path, Path> file : staged.entrySet()) {
            try {
                Files.move(
                        file.getValue(),
                        file.getKey(),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw unwritable(file.getKey(), e);
            }
        }
    }

    @Override
    public void close() throws BadInputException {
        for (Path left : staged.values()) {
            try {
                Files.deleteIfExists(left);
            } catch (IOException e) {
                throw new BadInputException(left + " cannot be removed: " + e.getMessage(), e);
            }
        }
    }
}
