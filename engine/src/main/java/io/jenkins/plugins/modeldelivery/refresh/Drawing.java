package io.jenkins.plugins.modeldelivery.refresh;

import java.util.Locale;

/** What is drawn from the logs, each with the same chance. */
public enum Drawing {
    /** Requests as production sends them: an input that is asked for five times as often is drawn five times as often. */
    REQUESTS,
    /** Distinct inputs, however often each was asked for. */
    INPUTS;

    /** As people say it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
