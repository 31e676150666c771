package io.jenkins.plugins.modeldelivery.cluster;

/**
 * The specification as it was last read, and the earliest generation known to hold it: what the controller must have seen
 * before its counts mean anything. The newest generation will not do: each annotation raises that of a Deployment, and
 * where somebody keeps annotating, the controller never catches up with it.
 *
 * @param sha256 of the specification, empty while it was never read
 */
public record SpecSeen(String sha256, long generation) {
    public static final SpecSeen NEVER = new SpecSeen("", 0);

    /** After one more look. */
    public SpecSeen next(WorkloadSnapshot s) {
        return s.spec().equals(sha256)
                ? this
                : new SpecSeen(s.spec(), s.counts().generation());
    }

    public boolean isKnownTo(WorkloadSnapshot.Counts controller) {
        return controller.observed() >= generation;
    }
}
