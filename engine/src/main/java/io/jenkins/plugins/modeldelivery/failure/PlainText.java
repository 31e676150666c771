package io.jenkins.plugins.modeldelivery.failure;

import java.util.regex.Pattern;

/**
 * Text from outside made safe to show in a terminal, a log or a page: nothing in it moves a cursor, starts a line or turns the
 * direction of what follows.
 */
public final class PlainText {
    /** Control characters, line and paragraph separators, and the characters that override the direction of text. */
    private static final Pattern UNSAFE =
            Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");

    /** Of a message, in characters: what quotes a damaged file may be as long as that. */
    private static final int LONGEST_MESSAGE = 1000;

    private static final int END_OF_MESSAGE = 200; // says what would be right

    private PlainText() {}

    /** The text with {@code ?} for each character that is not safe to show: for names, keys and quotations. */
    public static String shown(String text) {
        return UNSAFE.matcher(text).replaceAll("?");
    }

    /** The first line of a message, as somebody can read it: of one without end the beginning and the end. Null is none. */
    public static String message(String text) {
        if (text == null) {
            return null;
        }
        String line = oneLine(text.lines().findFirst().orElse(""));
        int length = line.length();
        return length <= LONGEST_MESSAGE
                ? line
                : line.substring(0, LONGEST_MESSAGE - END_OF_MESSAGE) + " [...] "
                        + line.substring(length - END_OF_MESSAGE);
    }

    /** The text as one line, with a space for each character that is not safe to show: for messages of others. */
    public static String oneLine(String text) {
        return UNSAFE.matcher(text).replaceAll(" ").strip();
    }
}
