package io.jenkins.plugins.modeldelivery.failure;

/** The request is well formed, but policy or the state of the world forbids it; nothing was changed. */
public final class RefusedException extends DeliveryException {
    private static final long serialVersionUID = 1;

    private final boolean byService;

    public RefusedException(String message) {
        this(message, null);
    }

    public RefusedException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private RefusedException(String message, Throwable cause, boolean byService) {
        super(message, cause);
        this.byService = byService;
    }

    /** A service was reached and did not accept what it was asked for. */
    public static RefusedException byService(String message, Throwable cause) {
        return new RefusedException(message, cause, true);
    }

    /** Whether a service refused, which says nothing about a version or a policy; otherwise we did. */
    public boolean isByService() {
        return byService;
    }
}
