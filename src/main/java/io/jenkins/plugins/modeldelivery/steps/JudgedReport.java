package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.io.Serializable;
import java.util.Optional;

/**
 * A report on its way from the agent to the controller: its document and its text, and the fingerprint of the data where
 * a shift was checked; all bounded.
 *
 * @param made the fingerprint's document; null where there is none
 */
record JudgedReport(
        String document, String text, @CheckForNull String made) implements Serializable {
    JudgedReport(Report report) {
        this(report, Optional.empty());
    }

    JudgedReport(Report report, Optional<Fingerprint> data) {
        this(
                Json.compact(report.toJson()),
                report.toText(),
                data.map(found -> Json.compact(found.toJson())).orElse(null));
    }

    Optional<String> fingerprint() {
        return Optional.ofNullable(made);
    }
}
