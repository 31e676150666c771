package io.jenkins.plugins.modeldelivery.failure;

/** Somebody else wrote first, more often than we were willing to try again. */
public final class LostRaceException extends DeliveryException {
    private static final long serialVersionUID = 1;

    public LostRaceException(String message) {
        super(message, null);
    }

    public LostRaceException(String message, Throwable cause) {
        super(message, cause);
    }
}
