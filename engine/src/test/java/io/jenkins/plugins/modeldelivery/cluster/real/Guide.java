package io.jenkins.plugins.modeldelivery.cluster.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The manifests of a set-up guide, so that what people copy is what is tried. */
public final class Guide {
    private static final Pattern BLOCK = Pattern.compile("^```yaml\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern FILE = Pattern.compile("<<END\\n(.*?)^END$", Pattern.DOTALL | Pattern.MULTILINE);

    private final List<String> manifests;
    private final String file;

    private Guide(List<String> manifests, String file) {
        this.manifests = manifests;
        this.file = file;
    }

    /** @param page below {@code docs/}: {@code setup/kubernetes.md} */
    public static Guide read(String page) throws IOException {
        List<String> found = new ArrayList<>();
        String text = Files.readString(Path.of("..", "docs").resolve(page));
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            found.addAll(List.of(blocks.group(1).split("(?m)^---\\n")));
        }
        Matcher files = FILE.matcher(text);
        return new Guide(found, files.find() ? files.group(1) : "");
    }

    /** The same with every whole word replaced by another, as who follows the guide would. */
    public Guide with(String word, String other) {
        Pattern whole = Pattern.compile("(?<![-\\w.])" + Pattern.quote(word) + "(?![-\\w.])");
        String quoted = Matcher.quoteReplacement(other);
        return new Guide(
                manifests.stream()
                        .map(text -> whole.matcher(text).replaceAll(quoted))
                        .toList(),
                whole.matcher(file).replaceAll(quoted));
    }

    /** The file that the guide's shell commands write, as it stands there. */
    public String file() {
        return file;
    }

    /** All manifests, in order. */
    public List<String> all() {
        return manifests;
    }

    /** All of that kind, in order. */
    public List<String> of(String kind) {
        return manifests.stream()
                .filter(text -> text.contains("kind: " + kind + "\n"))
                .toList();
    }
}
