package io.jenkins.plugins.modeldelivery.steps;

import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.io.Serializable;

/** A report on its way from the agent to the controller: its document and its text, both bounded. */
final class Judged implements Serializable {
    private static final long serialVersionUID = 1;

    private final String document;
    private final String text;

    Judged(Report report) {
        document = Json.compact(report.toJson());
        text = report.toText();
    }

    String document() {
        return document;
    }

    String text() {
        return text;
    }
}
