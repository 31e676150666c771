package io.jenkins.plugins.modeldelivery.promotion;

/** Where a delivery stands; at each of them it can be stopped, stored and resumed. */
public enum Phase {
    /** Checked; nothing is recorded or changed yet. */
    PREPARED,
    /** The ledger knows; the workload is, or is not yet, written. */
    DECIDED,
    /** The workload is written and rolls out. */
    WATCHING,
    /** Complete; has to stay so for a while. */
    SETTLING,
    /** It went wrong; the ledger is to be told. */
    FAILING,
    /** The ledger knows of the failure; what ran before is, or is not yet, written. */
    REVERTING,
    /** What ran before rolls out. */
    REVERT_WATCHING,
    DONE
}
