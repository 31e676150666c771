package io.jenkins.plugins.modeldelivery.failure;

import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A file, option or document that a user gave is missing, malformed or contradictory. */
public final class BadInputException extends DeliveryException {
    private static final long serialVersionUID = 1;

    private final transient Function<UnaryOperator<String>, String> words;

    public BadInputException(String message) {
        this(message, null);
    }

    public BadInputException(String message, Throwable cause) {
        super(message, cause);
        words = null;
    }

    private BadInputException(Function<UnaryOperator<String>, String> words, Throwable cause) {
        super(words.apply(UnaryOperator.identity()), cause);
        this.words = words;
    }

    /**
     * About parameters, which a command spells otherwise than a step.
     *
     * @param words the message, given the spelling of a parameter's name
     */
    public static BadInputException about(Function<UnaryOperator<String>, String> words) {
        return new BadInputException(words, null);
    }

    /** The same where something else was the cause. */
    public static BadInputException about(Function<UnaryOperator<String>, String> words, Throwable cause) {
        return new BadInputException(words, cause);
    }

    /** The message with the names of parameters as somebody spells them. */
    public String spelled(UnaryOperator<String> spelling) {
        return words == null ? getMessage() : words.apply(spelling);
    }
}
