package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import java.nio.file.Path;
import java.util.Optional;

/** What current data are compared with. */
public sealed interface Reference {
    /** Name of the reference that is the eval set of the version now in production. */
    String PREVIOUS = "previous";

    /** Name of the reference that is the latest sample of live requests. */
    String LIVE = "live";

    /** Before the version, or the SHA-256 of a data set, whose fingerprint is meant. */
    String LEDGER = "ledger:";

    /**
     * What a reference asks the ledger for: {@value #PREVIOUS}, {@value #LIVE}, or what follows {@value #LEDGER}; empty
     * for a path.
     */
    static Optional<String> inLedger(String reference) {
        if (reference.startsWith(LEDGER)) {
            return Optional.of(reference.substring(LEDGER.length()));
        }
        return reference.equals(PREVIOUS) || reference.equals(LIVE) ? Optional.of(reference) : Optional.empty();
    }

    static Reference file(Path path) {
        return new File(path);
    }

    /** A file of vectors, or a fingerprint document. */
    record File(Path path) implements Reference {}

    /**
     * A fingerprint that was kept.
     *
     * @param name {@value #PREVIOUS}, {@value #LIVE} or empty
     * @param version of the model that it belongs to; may be empty
     */
    record Kept(Fingerprint fingerprint, String name, String version) implements Reference {}

    /** None, and why: the answer is INCONCLUSIVE. */
    record Missing(String reason) implements Reference {}
}
