package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The build runs the classes whose names say that they are tests; one of another name would prove nothing, silently. */
class TestNamesTest {
    private static final Pattern TESTS =
            Pattern.compile("^    @(Test|ParameterizedTest|Property)\\b", Pattern.MULTILINE);
    private static final Pattern RUN = Pattern.compile(".*Test\\.java");

    // Contracts are run by the classes that extend them, cluster suites by ./dev test-cluster.
    private static final Pattern RUN_BY_OTHERS = Pattern.compile(".*(Contract|ClusterSuite)\\.java");

    @Test
    void shouldAllBeRun() throws Exception {
        List<Path> files = new ArrayList<>();
        files.addAll(Repository.files(Repository.ROOT.resolve("src/test/java"), ".java"));
        files.addAll(Repository.files(Repository.ROOT.resolve("engine/src/test/java"), ".java"));
        assertThat(files).hasSizeGreaterThan(300);
        List<Path> forgotten = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            boolean isKnown =
                    RUN.matcher(name).matches() || RUN_BY_OTHERS.matcher(name).matches();
            if (!isKnown && TESTS.matcher(Files.readString(file)).find()) {
                forgotten.add(file);
            }
        }
        assertThat(forgotten).isEmpty();
    }
}
