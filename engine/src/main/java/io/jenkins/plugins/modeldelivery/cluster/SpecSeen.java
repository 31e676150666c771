package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Duration;
import java.time.Instant;

/**
 * The specification as it was last read, and the earliest generation known to hold it: what the controller must have seen
 * before its counts mean anything. The newest generation will not do: each annotation raises that of a Deployment, and
 * where somebody keeps annotating, the controller never catches up with it.
 *
 * @param sha256 of the specification, empty while it was never read
 * @param read when it was read last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SpecSeen(String sha256, long generation, Instant read) {
    public static final SpecSeen NEVER = new SpecSeen("", 0, Instant.EPOCH);

    /** From one look, without what was seen before. */
    public static SpecSeen of(WorkloadSnapshot s, Instant now) {
        return new SpecSeen(s.spec(), s.counts().generation(), now);
    }

    /**
     * After one more look.
     *
     * @param memory how long ago the last look may be: in a longer time it may have been changed, and back
     */
    public SpecSeen next(WorkloadSnapshot s, Instant now, Duration memory) {
        boolean isRecent = !read.isBefore(now.minus(memory)) && !read.isAfter(now);
        boolean isSame = s.spec().equals(sha256) && s.counts().generation() >= generation;
        return isRecent && isSame ? new SpecSeen(sha256, generation, now) : of(s, now);
    }

    public boolean isKnownTo(WorkloadSnapshot.Counts controller) {
        return controller.observed() >= generation;
    }
}
