package io.jenkins.plugins.modeldelivery.failure;

/**
 * A failure that a user can act on. Its message is one line that names what was wrong, where, and what would be right;
 * it is shown as it is, without a stack trace.
 */
public abstract sealed class DeliveryException extends Exception
        permits BadInputException, LostRaceException, RefusedException, UnreachableException {
    private static final long serialVersionUID = 1;

    DeliveryException(String message, Throwable cause) {
        super(PlainText.message(message), cause);
    }
}
