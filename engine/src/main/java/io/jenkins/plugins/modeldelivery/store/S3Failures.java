package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One line for each way in which an S3 request fails; never a key, a signature or a stack trace. */
final class S3Failures {
    private static final int MAX_LENGTH = 200;

    private S3Failures() {}

    static UnreachableException unreachable(String store, String what, SdkException e) {
        return new UnreachableException(store + " could not be " + what + ": " + reason(e), e);
    }

    private static String reason(SdkException e) {
        if (e instanceof S3Exception s3) {
            String code = s3.awsErrorDetails() == null
                    ? ""
                    : " " + s3.awsErrorDetails().errorCode();
            String remedy =
                    switch (s3.statusCode()) {
                        case 301, 307 -> "; check region and endpoint";
                        case 401, 403 -> "; check credentials and their permissions";
                        case 404 -> "; check bucket and endpoint";
                        default -> "";
                    };
            return "HTTP " + s3.statusCode() + code.replaceAll("[^A-Za-z0-9 ]", "?") + remedy;
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = PlainText.shown(message.lines().findFirst().orElse(""));
        return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "..." : line;
    }

    static InterruptedException interrupted(SdkException e) {
        InterruptedException interrupted = new InterruptedException("interrupted while waiting for the store");
        interrupted.initCause(e);
        return interrupted;
    }

    static RefusedException tooLarge(String key, long size) {
        return new RefusedException(key + " has " + size + " bytes or more; objects of a ledger have at most "
                + (ObjectStore.MAX_OBJECT_BYTES >> 20) + " MiB");
    }
}
