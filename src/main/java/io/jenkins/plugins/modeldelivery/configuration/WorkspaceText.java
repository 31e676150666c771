package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Small text files of a workspace that the controller itself has to read. */
public final class WorkspaceText {
    private static final int MAX_BYTES = 16 << 20;

    private WorkspaceText() {}

    /**
     * The whole file as UTF-8.
     *
     * @param file relative to the workspace, and inside of it
     * @param what the file is for, for messages
     * @throws BadInputException when it is not there, is larger than 16 MiB, or lies outside of the workspace
     */
    @NonNull
    public static String read(@NonNull FilePath workspace, @NonNull String file, @NonNull String what)
            throws BadInputException, IOException, InterruptedException {
        if (!isInside(workspace, file)) {
            throw new BadInputException(what + ": " + file + " is not inside of the workspace");
        }
        FilePath path = workspace.child(file);
        if (!path.exists()) {
            throw new BadInputException(what + ": " + file + " does not exist in the workspace");
        }
        try (InputStream content = path.read()) {
            byte[] bytes = content.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new BadInputException(what + ": " + file + " is larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static boolean isInside(FilePath workspace, String file) throws IOException, InterruptedException {
        try {
            return workspace.isDescendant(file);
        } catch (IllegalArgumentException e) {
            return false; // an absolute path, or none at all
        }
    }
}
