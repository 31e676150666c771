package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What a file was before it was read. One that was written, or replaced, meanwhile is half one file and half another, or
 * was read twice and not twice the same: no verdict stands on it. A pipe has no state, and is read once.
 */
public final class FileState {
    private final Path file;
    private final Optional<State> before;

    private record State(long size, FileTime modified, Optional<Object> inode) {}

    private FileState(Path file, Optional<State> before) {
        this.file = file;
        this.before = before;
    }

    /** To be asked for before the file is opened; one that is not there has no state either, and whoever reads it says so. */
    public static FileState of(Path file) {
        return new FileState(file, now(file));
    }

    private static Optional<State> now(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.isRegularFile()
                    ? Optional.of(new State(now.size(), now.lastModifiedTime(), Optional.ofNullable(now.fileKey())))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // gone, or never there
        }
    }

    /** @throws BadInputException when the file is another one now than it was */
    public void requireUnchanged() throws BadInputException {
        if (before.isPresent() && !before.equals(now(file))) {
            throw new BadInputException(
                    file + " was changed while it was read; try again when whoever writes it is done, or read a copy");
        }
    }
}
