package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.Serializable;

/**
 * What was measured on its way from the agent to the controller: the document, and what people read of it.
 *
 * @param headline one line with what matters most
 * @param text for the build log
 */
record MeasuredResult(String headline, String text, String document) implements Serializable {
    MeasuredResult(String headline, String text, ObjectNode document) {
        this(headline, text, Json.compact(document));
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
