package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.Serializable;

/** What was measured on its way from the agent to the controller: the document, and what people read of it. */
final class MeasuredResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final String headline;
    private final String text;
    private final String document;

    MeasuredResult(String headline, String text, ObjectNode document) {
        this.headline = headline;
        this.text = text;
        this.document = Json.compact(document);
    }

    /** One line with what matters most. */
    String headline() {
        return headline;
    }

    /** For the build log. */
    String text() {
        return text;
    }

    /** @param schema as the document must name it, without version */
    ObjectNode document(String schema) throws AbortException {
        return AgentDocuments.document(
                document,
                "the agent's document",
                found -> Json.schemaOf(found).equals(Json.schema(schema)),
                " is no " + schema);
    }
}
