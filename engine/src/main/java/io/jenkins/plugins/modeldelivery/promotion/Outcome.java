package io.jenkins.plugins.modeldelivery.promotion;

/** How a promotion or rollback ended. */
public enum Outcome {
    /** Still under way. */
    PENDING,
    PROMOTED,
    ROLLED_BACK,
    /** Did not come up, and nothing had been changed or nothing could be brought back. */
    FAILED,
    /** Did not come up; what ran before runs again. */
    REVERTED,
    /** Did not come up, and what ran before does not run either: somebody must look. */
    REVERT_FAILED,
    /** Somebody else changed the workload meanwhile; their change was left alone. */
    SUPERSEDED
}
