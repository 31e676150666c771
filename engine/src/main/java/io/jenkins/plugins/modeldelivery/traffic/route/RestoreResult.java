package io.jenkins.plugins.modeldelivery.traffic.route;

/**
 * How putting a route back went.
 *
 * @param message one line for people
 */
public record RestoreResult(Outcome outcome, String message) {
    /** All but FOREIGN_SPLIT, HELD and OTHER_CLUSTER mean that the candidate gets no traffic by this lease any more. */
    public enum Outcome {
        /** The spec equals the one before, byte for byte in canonical form. */
        RESTORED,
        /** Our changes are gone; others had changed the object meanwhile and their changes are kept. */
        RESTORED_WITH_FOREIGN_CHANGES,
        /** There was no lease of ours on it any more. */
        ALREADY_RESTORED,
        /** The object does not exist any more. */
        GONE,
        /** Another lease is on it; ours is not. */
        NOT_OURS,
        /** Somebody took our lease off but left the candidate in: not touched, a person must look. */
        FOREIGN_SPLIT,
        /** Production has no ready endpoint: the candidate keeps its share for now. Call again; the lease stays open. */
        HELD,
        /** The ledger calls several clusters behind one host alike, and this one does not carry the lease: it stays open. */
        OTHER_CLUSTER
    }

    public boolean isClean() {
        return outcome != Outcome.FOREIGN_SPLIT && outcome != Outcome.HELD && outcome != Outcome.OTHER_CLUSTER;
    }
}
