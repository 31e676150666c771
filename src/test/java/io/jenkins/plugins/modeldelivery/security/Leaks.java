package io.jenkins.plugins.modeldelivery.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Looks for a secret in every file of a directory. */
public final class Leaks {
    private final List<String> found = new ArrayList<>();
    private int files;

    private Leaks() {}

    public static Leaks below(Path root, String secret) throws IOException {
        Leaks leaks = new Leaks();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    leaks.files++;
                    if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret)) {
                        leaks.found.add(root.relativize(file).toString());
                    }
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE; // renamed meanwhile
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // Jenkins renames files while we look
            }
        });
        return leaks;
    }

    public List<String> found() {
        return found;
    }

    int files() {
        return files;
    }
}
