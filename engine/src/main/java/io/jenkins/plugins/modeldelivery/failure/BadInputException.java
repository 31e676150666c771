package io.jenkins.plugins.modeldelivery.failure;

/** A file, option or document that a user gave is missing, malformed or contradictory. */
public final class BadInputException extends DeliveryException {
    private static final long serialVersionUID = 1;

    public BadInputException(String message) {
        super(message, null);
    }

    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
