package io.jenkins.plugins.modeldelivery.hosting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that a user can meet, as the source has it.
 *
 * @param where file and line
 * @param text its literals, with {@code …} where something is put in
 */
record Message(String where, String text) {
    private static final Pattern THROWN =
            Pattern.compile("(?:new (?:BadInput|Refused|Abort|Unreachable|LostRace)Exception|\\.byService)\\(");

    /** Another's message, with or without the name of who passes it on. */
    private static final Pattern PASSED_ON = Pattern.compile("(?:…|[\\s:.;]|\\b\\w+:)*");

    /** What is put in between two literals. */
    static final String GAP = "…";

    /** All messages of both halves that have words of their own; what only passes on another's message has none. */
    static List<Message> all() throws IOException {
        List<Message> messages = new ArrayList<>();
        for (Path root : List.of(Repository.ROOT.resolve("engine/src/main/java"), Repository.JAVA)) {
            for (Path file : Repository.files(root, ".java")) {
                collect(file, Files.readString(file), messages);
            }
        }
        return messages;
    }

    private static void collect(Path file, String source, List<Message> messages) {
        Matcher thrown = THROWN.matcher(source);
        while (thrown.find()) {
            String text = literals(source, thrown.end());
            if (!PASSED_ON.matcher(text).matches()) {
                long line = source.substring(0, thrown.start()).lines().count();
                messages.add(new Message(file.getFileName() + ":" + line, text));
            }
        }
    }

    /** The literals of a first argument whose opening bracket stands before {@code at}; what nested calls make of theirs is put in. */
    private static String literals(String source, int at) {
        StringBuilder text = new StringBuilder();
        boolean between = false;
        int depth = 1;
        for (int i = at; depth > 0; i++) {
            char c = source.charAt(i);
            if (c == '"') {
                int end = i + 1;
                while (source.charAt(end) != '"') {
                    end += source.charAt(end) == '\\' ? 2 : 1;
                }
                if (depth == 1) {
                    text.append(between ? GAP : "").append(source, i + 1, end);
                    between = false;
                }
                i = end;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 1) {
                return text.append(between ? GAP : "").toString(); // the cause, or what is formatted in
            } else {
                between |= depth > 1 || Character.isJavaIdentifierPart(c);
            }
        }
        return text.append(between ? GAP : "").toString();
    }
}
