package io.jenkins.plugins.modeldelivery.hosting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A class whose properties users set in forms, Pipelines and as code, read from its source.
 *
 * @param view the directory of its views and help files
 * @param parent the simple name of the class it extends
 * @param own the names of its properties, without inherited ones
 * @param isAbstract whether only classes that extend it are made
 */
record BoundClass(String name, Path view, Optional<String> parent, Set<String> own, boolean isAbstract) {
    private static final String ANNOTATIONS = "\\s+(?:@\\w+(?:\\([^)]*\\))?\\s+)*";
    private static final Pattern CONSTRUCTOR =
            Pattern.compile("@DataBoundConstructor" + ANNOTATIONS + "(?:public\\s+|protected\\s+)?\\w+\\(([^)]*)\\)");
    private static final Pattern SETTER =
            Pattern.compile("@DataBoundSetter" + ANNOTATIONS + "(?:public\\s+)?(?:final\\s+)?void\\s+set(\\w+)\\(");
    private static final Pattern FIELD = Pattern.compile(
            "@DataBoundSetter" + ANNOTATIONS + "(?:private\\s+|public\\s+)[\\w<>, ]+?\\s(\\w+)\\s*[;=]");

    /** All classes of the Jenkins half by simple name; those between two that have properties may have none. */
    static Map<String, BoundClass> all() throws IOException {
        Map<String, BoundClass> classes = new TreeMap<>();
        for (Path file : Repository.files(Repository.JAVA, ".java")) {
            BoundClass found = parse(file, Files.readString(file));
            classes.put(found.name, found);
        }
        return classes;
    }

    private static BoundClass parse(Path file, String source) {
        String name = file.getFileName().toString().replace(".java", "");
        Set<String> own = new LinkedHashSet<>();
        int understood = 0;
        Matcher constructor = CONSTRUCTOR.matcher(source);
        while (constructor.find()) {
            understood++;
            own.addAll(parameters(constructor.group(1)));
        }
        Matcher setter = SETTER.matcher(source);
        while (setter.find()) {
            understood++;
            own.add(setter.group(1).substring(0, 1).toLowerCase(Locale.ROOT)
                    + setter.group(1).substring(1));
        }
        Matcher field = FIELD.matcher(source);
        while (field.find()) {
            understood++;
            own.add(field.group(1));
        }
        long annotations = Pattern.compile("(?m)^\\s*@DataBound(Setter|Constructor)")
                .matcher(source)
                .results()
                .count();
        if (understood != annotations) {
            throw new IllegalStateException(file + ": " + annotations + " data-bound members, " + understood + " read");
        }
        Matcher parent = Pattern.compile("class\\s+" + name + "(?:<[^>]*>)?\\s+extends\\s+(\\w+)")
                .matcher(source);
        return new BoundClass(
                name,
                Repository.VIEWS.resolve(Repository.JAVA.relativize(file.resolveSibling(name))),
                parent.find() ? Optional.of(parent.group(1)) : Optional.empty(),
                own,
                source.contains("abstract class " + name));
    }

    private static List<String> parameters(String list) {
        List<String> names = new ArrayList<>();
        for (String parameter : list.split(",")) {
            String[] words = parameter.trim().split("\\s+");
            if (words.length > 1) {
                names.add(words[words.length - 1]);
            }
        }
        return names;
    }

    /** Itself and the classes above it, nearest first. */
    List<BoundClass> lineage(Map<String, BoundClass> all) {
        List<BoundClass> classes = new ArrayList<>();
        for (BoundClass at = this; at != null; at = at.parent.map(all::get).orElse(null)) {
            classes.add(at);
        }
        return classes;
    }
}
