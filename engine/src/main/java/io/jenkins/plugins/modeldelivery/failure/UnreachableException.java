package io.jenkins.plugins.modeldelivery.failure;

/** A service (S3, Kubernetes, Prometheus, a model endpoint) could not be reached or did not let us in. */
public final class UnreachableException extends DeliveryException {
    private static final long serialVersionUID = 1;

    public UnreachableException(String message) {
        super(message, null);
    }

    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
