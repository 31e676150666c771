package io.jenkins.plugins.modeldelivery.steps;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.io.Serializable;
import java.util.Optional;

/**
 * A report on its way from the agent to the controller: its document and its text, and the fingerprint of the data where
 * a shift was checked; all bounded.
 */
final class JudgedReport implements Serializable {
    private static final long serialVersionUID = 1;

    private final String document;
    private final String text;
    private final String fingerprint;

    JudgedReport(Report report) {
        this(report, Optional.empty());
    }

    JudgedReport(Report report, Optional<Fingerprint> data) {
        document = Json.compact(report.toJson());
        text = report.toText();
        fingerprint = data.map(made -> Json.compact(made.toJson())).orElse(null);
    }

    String document() {
        return document;
    }

    /** The fingerprint's document. */
    Optional<String> fingerprint() {
        return Optional.ofNullable(fingerprint);
    }

    String text() {
        return text;
    }
}
