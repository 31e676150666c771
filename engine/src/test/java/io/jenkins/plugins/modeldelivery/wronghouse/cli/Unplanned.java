package io.jenkins.plugins.modeldelivery.wronghouse.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Called like a class of another package, and knows the key of a document. */
public final class Unplanned {
    String verdict(JsonNode report) {
        return report.path("verdict").asText();
    }
}
