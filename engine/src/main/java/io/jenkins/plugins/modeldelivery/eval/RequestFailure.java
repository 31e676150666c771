package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.Optional;

/** One request did not give a prediction. Part of what a run measures, so it never ends the run by itself. */
final class RequestFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int LONGEST = 300;

    private final String kind;
    private final boolean passing;
    private final boolean unusable;

    /**
     * @param kind what is counted, for example "timeout" or "http 503"
     * @param passing whether the same request could succeed a moment later
     * @param unusable whether it says that nobody answers there at all
     */
    RequestFailure(String kind, String detail, boolean passing, boolean unusable) {
        super(line(kind + ": " + detail));
        this.kind = kind;
        this.passing = passing;
        this.unusable = unusable;
    }

    static RequestFailure timeout(String detail) {
        return new RequestFailure("timeout", detail, true, false);
    }

    /** The model answered, but not in a form that holds a prediction. */
    static RequestFailure answer(String kind, String detail) {
        return new RequestFailure(kind, detail, false, false);
    }

    boolean isPassing() {
        return passing;
    }

    boolean isUnusable() {
        return unusable;
    }

    boolean isTimeout() {
        return kind.equals("timeout");
    }

    /** The kind at the front of an {@code error} text, if it was written by an evaluation run. */
    static Optional<String> kindOf(String error) {
        int colon = error.indexOf(": ");
        return colon < 0 ? Optional.empty() : Optional.of(error.substring(0, colon));
    }

    private static String line(String text) {
        String line = PlainText.oneLine(text);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
