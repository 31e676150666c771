package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.failure.LostRaceException;

/**
 * What must still hold in the environment when a decision takes its place; checked against the very decision it follows,
 * so nothing can come between check and append.
 */
public final class Expectation {
    private static final long ANY = -1;

    private final long last;

    private Expectation(long last) {
        this.last = last;
    }

    /** Nothing. */
    public static Expectation any() {
        return new Expectation(ANY);
    }

    /** The environment's last decision has this number; 0: it has none yet. */
    public static Expectation last(long seq) {
        return new Expectation(seq);
    }

    void check(String model, String environment, Heads.Link link) throws LostRaceException {
        if (last != ANY && last != link.seq()) {
            throw new LostRaceException(
                    "Environment " + environment + " of " + model + " moved on: its last decision is " + link.seq()
                            + ", not " + last + "; look at the ledger's log and decide again");
        }
    }
}
