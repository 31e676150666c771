package io.jenkins.plugins.modeldelivery.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the version before wrote and said: {@code src/test/resources/before}, whose README tells how it came about. */
final class Before {
    /** Relative to where the build runs, because reports name files as they were given. */
    static final String RESOURCES = "src/test/resources/before";

    private static final String NEXT = "\n=== ";

    /** Thousands of numbers of a permutation test: their hash tells as well whether one of them changed. */
    private static final Pattern LONG_VALUES = Pattern.compile("(\"values\" ?: ?\")([^\"]{64,})");

    private Before() {}

    /** One line of a table of cases. */
    record Case(String name, List<String> formats, List<String> arguments) {
        @Override
        public String toString() {
            return name;
        }

        /** What the command line says about it now, in every format, without what differs from run to run. */
        String run(Path ledger, Path out) {
            StringBuilder all = new StringBuilder();
            for (String format : formats) {
                List<String> args = new ArrayList<>();
                for (String argument : arguments) {
                    args.add(argument.replace("{in}", RESOURCES + "/inputs")
                            .replace("{ledger}", ledger.toString())
                            .replace("{out}", out.toString()));
                }
                if (!format.equals("-")) {
                    args.addAll(List.of("--format", format));
                }
                Cli.Result result = Cli.run(args.toArray(new String[0]));
                all.append(NEXT.substring(all.isEmpty() ? 1 : 0))
                        .append(format)
                        .append(", exit code ")
                        .append(result.exitCode())
                        .append('\n')
                        .append(result.out());
                if (!result.err().isEmpty()) {
                    all.append(NEXT.substring(all.charAt(all.length() - 1) == '\n' ? 1 : 0))
                            .append("standard error\n")
                            .append(result.err());
                }
            }
            return LONG_VALUES
                    .matcher(all)
                    .replaceAll(values -> values.group(1) + "{sha256 "
                            + Sha256.of(values.group(2).getBytes(UTF_8)) + "}")
                    .replace(System.lineSeparator(), "\n")
                    .replace(ledger.toString(), "{ledger}")
                    .replace(out.toString(), "{out}")
                    .replaceAll("(\"judgedAt\" ?: ?)\"[^\"]*\"", "$1\"{now}\"")
                    .replaceAll("(\"ageDays\" ?: ?)[0-9.]+", "$10")
                    .replaceAll("(age in days:? +)[0-9.]+", "$1{n}")
                    .replaceAll("[0-9.]+ days old", "{n} days old")
                    .replaceAll("recorded as evidence \\S+", "recorded as evidence {id}");
        }

        Path expected() {
            return Path.of(RESOURCES, "expected", name + ".txt");
        }
    }

    static Stream<Case> cases(String table) {
        try {
            return Files.readAllLines(Path.of(RESOURCES, table)).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" *\\| *"))
                    .map(parts -> new Case(parts[0], words(parts[1]), words(parts[2])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> words(String text) {
        return List.of(text.trim().split(" +"));
    }

    /** The parts of an answer; documents without what is left out of reports today, one field a line. */
    static List<String> parts(String answer) {
        List<String> parts = new ArrayList<>();
        for (String part : answer.split(NEXT)) {
            int body = part.indexOf('\n') + 1;
            parts.add(part.substring(0, body) + document(part.substring(body)));
        }
        return parts;
    }

    private static String document(String text) {
        if (!text.startsWith("{\n") && !text.startsWith("{\"")) {
            return text;
        }
        try {
            JsonNode json = Json.parse(text, "the answer");
            prune(json);
            return Json.pretty(json);
        } catch (BadInputException e) {
            return text; // several documents, one a line
        }
    }

    /**
     * The numbers of another program's test, knowingly inexact, are no part of what has to stay; nor are the files' hashes that
     * gate reports tell now.
     */
    private static void prune(JsonNode json) {
        if (json instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.stream()
                    .filter(name -> name.startsWith("alibi_detect") || name.equals("inputs"))
                    .forEach(object::remove);
        }
        json.forEach(Before::prune);
    }

    /** A copy, because opening a ledger may write to it. */
    static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }
}
