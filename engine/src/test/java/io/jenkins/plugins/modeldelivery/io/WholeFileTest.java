package io.jenkins.plugins.modeldelivery.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path directory;

    private static void write(Path file, String text) throws BadInputException {
        WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldLeaveTheOldFileAndNoOtherWhenWritingFails() throws Exception {
        Path file = Files.writeString(directory.resolve("report.json"), "old");
        assertThatThrownBy(() -> WholeFile.write(file, out -> {
                    out.write('{');
                    throw new IOException("no space left");
                }))
                .isInstanceOf(BadInputException.class)
                .hasMessage(file + " cannot be written: no space left");
        assertThat(file).hasContent("old");
        assertThat(directory.toFile().list()).containsExactly("report.json");
    }

    @Test
    void shouldWriteThroughALink() throws Exception {
        Path file = Files.writeString(directory.resolve("real.json"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.json"), file);
        write(link, "new");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void shouldWriteToADeviceInsteadOfReplacingIt() throws Exception {
        Path device = Path.of("/dev/null");
        Assumptions.assumeTrue(Files.exists(device), "a device to write to");
        write(device, "gone");
        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void shouldNameADirectory() {
        assertThatThrownBy(() -> write(directory, "text"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(directory + " cannot be written");
    }
}
