package io.jenkins.plugins.modeldelivery.durable;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Failures that nobody thought of: a line for the build, the whole of it for who looks after Jenkins. */
public final class UnexpectedFailure {
    private static final Logger LOGGER = Logger.getLogger(UnexpectedFailure.class.getName());

    private UnexpectedFailure() {}

    /**
     * The failure in a line: the message where it is one of ours, else what it is; then it is logged, too.
     *
     * @param whose the build, or what else, it happened to
     */
    @NonNull
    public static String line(@NonNull Throwable failure, @NonNull Object whose) {
        if (failure instanceof DeliveryException) {
            return failure.getMessage();
        }
        LOGGER.log(Level.WARNING, failure, () -> "A step of " + whose + " failed");
        return "unexpected " + failure;
    }
}
