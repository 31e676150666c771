package io.jenkins.plugins.modeldelivery.io;

/** Told now and then how far a long computation has come; may be called from several threads. */
@FunctionalInterface
public interface Progress {
    Progress NONE = (done, total, unit) -> {};

    /**
     * @param done how many units are done
     * @param total how many there are, or -1 where that is not known
     * @param unit what is counted, in the plural: "lines", "tiles"
     */
    void report(long done, long total, String unit);

    /** @param line what else to know about the data, in one sentence */
    default void note(String line) {
        // who follows no progress looks at the result alone
    }
}
