package io.jenkins.plugins.modeldelivery.configuration;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.FilePath;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a workspace the controller reads, and what it says of others. */
class WorkspaceTextTest {
    @TempDir
    Path directory;

    private Path inside;
    private FilePath workspace;

    @BeforeEach
    void make() throws Exception {
        inside = Files.createDirectories(directory.resolve("workspace"));
        Files.writeString(directory.resolve("outside.yaml"), "secret");
        workspace = new FilePath(inside.toFile());
    }

    @Test
    void shouldReadWhatLiesInside() throws Exception {
        Files.writeString(inside.resolve("policy.yaml"), "schéma");
        assertThat(WorkspaceText.read(workspace, "policy.yaml", "policy"), is("schéma"));
    }

    @Test
    void shouldSayInOneLineThatAFileIsNotInside() throws Exception {
        Path outside = directory.resolve("outside.yaml");
        Files.createSymbolicLink(inside.resolve("link.yaml"), outside);
        for (String file : List.of(outside.toString(), "../outside.yaml", "link.yaml", "a\0b")) {
            BadInputException refused =
                    assertThrows(BadInputException.class, () -> WorkspaceText.read(workspace, file, "policy"));
            assertThat(
                    refused.getMessage(), is("policy: " + file.replace('\0', ' ') + " is not inside of the workspace"));
        }
    }
}
