package io.jenkins.plugins.modeldelivery.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story goes as it is told. */
class DemoTest {
    @TempDir
    Path directory;

    @Test
    void shouldComeToTheseVerdictsInThisOrder() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Settings small = new Settings(directory, 300, 200, Duration.ofSeconds(3));
        List<Chapter> chapters = Demo.run(small, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(chapters.stream().map(c -> c.what() + " " + c.outcome()))
                .as(out.toString(StandardCharsets.UTF_8))
                .containsExactly(
                        "v1 gate PASS",
                        "v1 promotion PROMOTED",
                        "traffic drifts -",
                        "v2 gate FAIL",
                        "v2 promotion REFUSED",
                        "v3 gate PASS",
                        "v3 traffic FAIL",
                        "v3 promotion REFUSED",
                        "v4 gate PASS",
                        "v4 traffic PASS",
                        "v4 promotion PROMOTED",
                        "v1 rollback ROLLED_BACK");
        Chapter stopped = chapters.get(3);
        assertThat(stopped.lines()).contains("eval:   accuracy was not computed");
        assertThat(stopped.lines()).anyMatch(line -> line.startsWith("reason: shift: EVAL_SET_STALE"));
        assertThat(chapters.get(6).lines()).contains("route: exactly as before");
        String page = Files.readString(directory.resolve("report.html"));
        assertThat(page).contains("ROLLED_BACK", "<svg").doesNotContain("<script", "http://");
    }

    @Test
    void shouldEscapeWhateverItShows() {
        String page = Page.of(List.of(new Chapter("<b>", "\"'", List.of("a&b"))), new Figures(), "<i>");
        assertThat(page)
                .contains("&lt;b&gt;", "&quot;&#39;", "a&amp;b", "&lt;i&gt;")
                .doesNotContain("<i>");
    }
}
