package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever a user can set is explained beside the field, which is also where the steps reference takes it from. */
class HelpTest {
    private static final Pattern HELP = Pattern.compile("help-(\\w+)\\.html");
    private static final Pattern ENTRY = Pattern.compile("\\bfield=\"(\\w+)\"");

    @Test
    void shouldExplainEveryField() throws Exception {
        Map<String, BoundClass> all = BoundClass.all();
        assertThat(all.values().stream().filter(bound -> !bound.own().isEmpty()))
                .as("steps and configuration")
                .hasSizeGreaterThan(10);
        List<String> missing = new ArrayList<>();
        for (BoundClass bound : all.values()) {
            for (BoundClass owner : bound.lineage(all)) {
                for (String field : owner.own()) {
                    // Jenkins looks beside the class itself, then beside the ones that it extends
                    if (bound.isAbstract() && bound != owner) {
                        continue;
                    }
                    if (bound.lineage(all).stream().noneMatch(c -> help(c, field))
                            && !explainedBelow(all, bound, field)) {
                        missing.add(bound.name() + "." + field);
                    }
                }
            }
        }
        assertThat(missing).as("fields without help-FIELD.html").isEmpty();
    }

    /** What an abstract class declares may be explained by each class that extends it, in its own words. */
    private static boolean explainedBelow(Map<String, BoundClass> all, BoundClass bound, String field) {
        List<BoundClass> below = all.values().stream()
                .filter(c -> c != bound && c.lineage(all).contains(bound))
                .toList();
        return bound.isAbstract() && !below.isEmpty() && below.stream().allMatch(c -> help(c, field));
    }

    @Test
    void shouldExplainEveryStep() throws Exception {
        for (Map.Entry<String, BoundClass> bound : BoundClass.all().entrySet()) {
            if (bound.getKey().endsWith("Step") && !bound.getValue().isAbstract()) {
                assertThat(bound.getValue().view().resolve("help.html")).isNotEmptyFile();
                assertThat(bound.getValue().view().resolve("config.jelly")).isNotEmptyFile();
            }
        }
    }

    @Test
    void shouldExplainNothingThatIsGone() throws Exception {
        Map<String, BoundClass> all = BoundClass.all();
        List<String> stale = new ArrayList<>();
        for (Path help : Repository.files(Repository.VIEWS, ".html")) {
            Matcher name = HELP.matcher(help.getFileName().toString());
            if (name.matches() && !knows(all, help.getParent(), name.group(1))) {
                stale.add(Repository.VIEWS.relativize(help).toString());
            }
        }
        assertThat(stale).as("help for fields that do not exist").isEmpty();
    }

    @Test
    void shouldShowFieldsThatExist() throws Exception {
        Map<String, BoundClass> all = BoundClass.all();
        List<String> unknown = new ArrayList<>();
        for (Path view : Repository.files(Repository.VIEWS, "config.jelly")) {
            Matcher entry = ENTRY.matcher(Files.readString(view));
            while (entry.find()) {
                if (!knows(all, view.getParent(), entry.group(1))) {
                    unknown.add(Repository.VIEWS.relativize(view) + ": " + entry.group(1));
                }
            }
        }
        assertThat(unknown).as("form fields without a property").isEmpty();
    }

    @Test
    void shouldSaySomethingInEveryHelp() throws Exception {
        for (Path help : Repository.files(Repository.VIEWS, ".html")) {
            String text = Files.readString(help);
            assertThat(text.trim()).as(help.toString()).startsWith("<div>").endsWith("</div>");
            assertThat(text.replaceAll("<[^>]*>", "").trim())
                    .as(help.toString())
                    .hasSizeGreaterThan(15);
        }
    }

    private static boolean help(BoundClass bound, String field) {
        return Files.isRegularFile(bound.view().resolve("help-" + field + ".html"));
    }

    private static boolean knows(Map<String, BoundClass> all, Path view, String field) {
        BoundClass bound = all.get(view.getFileName().toString());
        return bound != null
                && bound.lineage(all).stream().anyMatch(c -> c.own().contains(field));
    }
}
