package io.jenkins.plugins.modeldelivery.contract;

import io.jenkins.plugins.modeldelivery.failure.PlainText;

/**
 * One way in which a record breaks the contract.
 *
 * @param keyword the JSON Schema keyword, or {@code unparsable} for a line that is not a JSON object
 * @param pointer JSON pointer into the record, positions in arrays as {@code *}; a missing field is named itself
 * @param message one line in words
 */
public record Violation(String keyword, String pointer, String message) {
    /** The keyword of a line that is no record at all. */
    public static final String UNPARSABLE = "unparsable";

    /** The keyword of a record of which a pattern takes too long to tell; counted as invalid, and on its own. */
    public static final String UNDECIDED = "undecided";

    private static final int MAX_MESSAGE = 200;

    public Violation {
        message = PlainText.shown(message);
        if (message.length() > MAX_MESSAGE) {
            message = message.substring(0, MAX_MESSAGE) + "...";
        }
    }

    String key() {
        return keyword + " " + pointer;
    }
}
