package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on security names tests that exist. */
class SecurityPageTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(should\\w+)`");

    @Test
    void shouldNameTestsThatAreThere() throws Exception {
        String page = Repository.text("docs/security.md");
        List<String> rows = page.substring(page.indexOf("## What the tests prove"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| attack"))
                .toList();
        assertThat(rows).as("kinds of attack").hasSize(31);
        List<Path> sources = new ArrayList<>(Repository.files(Repository.ROOT.resolve("src/test/java"), ".java"));
        sources.addAll(Repository.files(Repository.ROOT.resolve("engine/src/test/java"), ".java"));
        sources.addAll(Repository.files(Repository.ROOT.resolve("formats/src/test/java"), ".java"));
        for (String row : rows) {
            List<MatchResult> tests = TEST.matcher(row).results().toList();
            assertThat(tests).as(row).isNotEmpty();
            for (MatchResult test : tests) {
                assertThat(exists(sources, test.group(1), test.group(2)))
                        .as(test.group())
                        .isTrue();
            }
        }
    }

    private static boolean exists(List<Path> sources, String type, String method) throws Exception {
        for (Path source : sources) {
            if (source.getFileName().toString().equals(type + ".java")
                    && Files.readString(source).contains(" " + method + "(")) {
                return true;
            }
        }
        return false;
    }
}
