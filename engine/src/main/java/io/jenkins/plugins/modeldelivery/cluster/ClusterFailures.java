package io.jenkins.plugins.modeldelivery.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Turns what the Kubernetes client throws into our failures, one line each. Judges by HTTP code, never by reason texts. */
public final class ClusterFailures {
    private static final int MAX_MESSAGE = 300;

    private ClusterFailures() {}

    /**
     * Runs one request to the API server.
     *
     * @param doing what the request does, to start the message: "read deployment/scorer in prod"
     * @throws InterruptedException when the thread was interrupted while waiting for the answer
     */
    public static <T> T call(String doing, Callable<T> request) throws DeliveryException, InterruptedException {
        try {
            return request.call();
        } catch (KubernetesClientException e) {
            if (interrupted(e)) {
                throw (InterruptedException) new InterruptedException(doing + " was interrupted").initCause(e);
            }
            throw of(e, doing);
        } catch (DeliveryException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The failure that a client exception means. */
    public static DeliveryException of(KubernetesClientException e, String doing) {
        String detail = detail(e);
        return switch (e.getCode()) {
            case 401 ->
                new UnreachableException(
                        "Cannot " + doing
                                + ": the cluster does not accept the credentials (401); renew the token or certificate",
                        e);
            case 403 -> forbidden(e, doing, detail);
            case 404 -> new BadInputException("Cannot " + doing + ": not found (404): " + detail, e);
            case 409 -> new LostRaceException("Cannot " + doing + ": somebody else wrote first (409): " + detail, e);
            case 410 ->
                new LostRaceException("Cannot " + doing + ": the history asked for is gone (410); read again", e);
            case 400, 405, 415, 422 ->
                RefusedException.byService(
                        "Cannot " + doing + ": the API server refuses it (" + e.getCode() + "): " + detail, e);
            case 0, -1 -> unanswered(e, doing);
            default ->
                new UnreachableException(
                        "Cannot " + doing + ": the API server answers " + e.getCode() + ": " + detail, e);
        };
    }

    private static DeliveryException forbidden(KubernetesClientException e, String doing, String detail) {
        // Without a right the server says 'User "x" cannot update resource "deployments" ...'; quota and admission
        // differ.
        return detail.contains(" cannot ") && detail.contains("resource")
                ? new UnreachableException("Cannot " + doing + ": missing permission (403): " + detail, e)
                : RefusedException.byService("Cannot " + doing + ": the cluster forbids it (403): " + detail, e);
    }

    private static DeliveryException unanswered(KubernetesClientException e, String doing) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof UnknownHostException) {
                return new UnreachableException("Cannot " + doing + ": unknown host " + t.getMessage(), e);
            }
            if (t instanceof SSLException) {
                return new UnreachableException(
                        "Cannot " + doing + ": TLS failed, check certificate-authority-data: " + line(t.getMessage()),
                        e);
            }
            if (t instanceof TimeoutException || t instanceof InterruptedIOException) {
                return new UnreachableException("Cannot " + doing + ": no answer in time", e);
            }
            if (t instanceof ConnectException) {
                return new UnreachableException("Cannot " + doing + ": " + line(t.getMessage()), e);
            }
        }
        // the client's own words are "An error has occurred.": what happened stands below
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        return new UnreachableException(
                "Cannot " + doing + ": " + (cause == e ? detail(e) : line(cause.getMessage())), e);
    }

    private static boolean interrupted(KubernetesClientException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    private static String detail(KubernetesClientException e) {
        String status = e.getStatus() == null ? null : e.getStatus().getMessage();
        return line(status == null || status.isBlank() ? e.getMessage() : status);
    }

    /** The first line, bounded, free of control characters: it ends up in logs. */
    static String line(String message) {
        String first = message == null
                ? "no reason given"
                : message.lines().findFirst().orElse("no reason given");
        String clean = PlainText.shown(first);
        return clean.length() > MAX_MESSAGE ? clean.substring(0, MAX_MESSAGE) + "..." : clean;
    }
}
