package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pages that say what is there: one for each step, with its parameters, and links that lead somewhere. */
class DocumentationTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset)=\"([^\"]+)\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern FUNCTION = Pattern.compile("getFunctionName\\(\\) \\{\\s+return \"(\\w+)\";");
    private static final Pattern PARAMETER = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

    @Test
    void shouldDescribeEveryStepWithAllItsParametersAndNoOther() throws Exception {
        Map<String, BoundClass> all = BoundClass.all();
        Map<String, BoundClass> steps = steps(all);
        assertThat(steps).hasSizeGreaterThan(4);
        for (Map.Entry<String, BoundClass> step : steps.entrySet()) {
            Path page = Repository.ROOT.resolve("docs/steps/" + step.getKey() + ".md");
            assertThat(page).isRegularFile();
            String text = Files.readString(page);
            assertThat(text).startsWith("# " + step.getKey() + "\n").contains("```groovy\n");
            Set<String> parameters = step.getValue().lineage(all).stream()
                    .flatMap(bound -> bound.own().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> described = PARAMETER
                    .matcher(text)
                    .results()
                    .map(result -> result.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(described).as(page.toString()).isEqualTo(parameters);
            assertThat(Repository.text("README.md")).contains("[`" + step.getKey() + "`](docs/steps/" + step.getKey());
        }
    }

    @Test
    void shouldDescribeNoStepThatIsGone() throws Exception {
        assertThat(Repository.files(Repository.ROOT.resolve("docs/steps"), ".md"))
                .extracting(page -> page.getFileName().toString().replace(".md", ""))
                .containsExactlyInAnyOrderElementsOf(steps(BoundClass.all()).keySet());
    }

    @Test
    void shouldLinkToWhatIsThere() throws Exception {
        List<String> broken = new ArrayList<>();
        List<Path> pages = new ArrayList<>(Repository.files(Repository.ROOT.resolve("docs"), ".md"));
        pages.add(Repository.ROOT.resolve("README.md"));
        pages.add(Repository.ROOT.resolve("CONTRIBUTING.md"));
        for (Path page : pages) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                String target = link.group(1) == null ? link.group(2) : link.group(1);
                if (!target.matches("[a-z]+:.*") && !exists(page, target)) {
                    broken.add(Repository.ROOT.relativize(page) + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean exists(Path page, String target) throws Exception {
        int hash = target.indexOf('#');
        Path file = hash == 0
                ? page
                : page.resolveSibling(hash < 0 ? target : target.substring(0, hash))
                        .normalize();
        if (hash < 0 || !Files.isRegularFile(file)) {
            return Files.exists(file);
        }
        return HEADING.matcher(Files.readString(file))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{Alnum} _-]", "")
                        .replace(' ', '-'))
                .anyMatch(target.substring(hash + 1)::equals);
    }

    private static Map<String, BoundClass> steps(Map<String, BoundClass> all) throws Exception {
        Map<String, BoundClass> steps = new TreeMap<>();
        for (BoundClass bound : all.values()) {
            Path source = Repository.JAVA.resolve(Repository.VIEWS.relativize(bound.view()) + ".java");
            Matcher function = FUNCTION.matcher(Files.readString(source));
            if (!bound.isAbstract() && function.find()) {
                steps.put(function.group(1), bound);
            }
        }
        return steps;
    }
}
