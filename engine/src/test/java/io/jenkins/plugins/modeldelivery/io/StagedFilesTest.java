package io.jenkins.plugins.modeldelivery.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFilesTest {
    @TempDir
    Path dir;

    private static WholeFile.Content text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldShowNothingBeforeAllIsThere() throws Exception {
        Files.writeString(dir.resolve("a.jsonl.gz"), "old");
        try (StagedFiles files = new StagedFiles()) {
            Path staged = files.write(dir.resolve("a.jsonl.gz"), text("new"));
            assertThat(staged.getFileName().toString()).endsWith("a.jsonl.gz");
            files.write(dir.resolve("b"), text("b"));
            assertThat(dir.resolve("a.jsonl.gz")).hasContent("old");
            assertThat(dir.resolve("b")).doesNotExist();
            files.publish();
        }
        assertThat(dir.resolve("a.jsonl.gz")).hasContent("new");
        assertThat(names()).containsExactly("a.jsonl.gz", "b");
    }

    @Test
    void shouldLeaveWhatWasThereWhenSomethingFails() throws Exception {
        Files.writeString(dir.resolve("a"), "old");
        assertThatThrownBy(() -> {
                    try (StagedFiles files = new StagedFiles()) {
                        files.write(dir.resolve("a"), text("new"));
                        files.write(dir.resolve("none/b"), text("b"));
                    }
                })
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("b cannot be written");
        assertThat(dir.resolve("a")).hasContent("old");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void shouldFollowLinksAndWriteToWhatIsNoFile() throws Exception {
        Path real = Files.writeString(dir.resolve("real"), "old");
        Path link = Files.createSymbolicLink(dir.resolve("link.jsonl"), real);
        try (StagedFiles files = new StagedFiles()) {
            assertThat(files.write(link, text("new")).getFileName().toString()).endsWith("link.jsonl");
            files.write(Path.of("/dev/null"), text("nothing"));
            files.publish();
        }
        assertThat(real).hasContent("new");
        assertThat(link).isSymbolicLink();
        assertThat(names()).containsExactly("link.jsonl", "real");
    }
}
