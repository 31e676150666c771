package io.jenkins.plugins.modeldelivery.failure;

/** The request is well formed, but policy or the state of the world forbids it; nothing was changed. */
public final class RefusedException extends DeliveryException {
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message, null);
    }

    public RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
