package io.jenkins.plugins.modeldelivery.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of code in a page.
 *
 * @param where the page, and which of its blocks
 * @param language what follows the three backquotes
 */
record Example(String where, String language, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    /** All blocks of the README and of every page below {@code docs/}. */
    static List<Example> all() throws IOException {
        List<Example> examples = new ArrayList<>(in(Path.of("README.md")));
        try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
            for (Path page : pages.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                examples.addAll(in(page));
            }
        }
        return examples;
    }

    static List<Example> in(Path page) throws IOException {
        List<Example> examples = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            examples.add(new Example(page + " #" + (examples.size() + 1), block.group(1), block.group(2)));
        }
        return examples;
    }

    static Example first(Path page, String language) throws IOException {
        return in(page).stream()
                .filter(example -> example.language.equals(language))
                .findFirst()
                .orElseThrow(() -> new IOException(page + " has no example in " + language));
    }

    /** The whole Pipeline that a snippet belongs into. */
    String pipeline() {
        if (text.startsWith("pipeline {")) {
            return text;
        }
        String stages = text.startsWith("stage(") ? text : "stage('example') { steps {\n" + text + "} }";
        return "pipeline { agent any\nstages {\n" + stages + "\n} }";
    }
}
