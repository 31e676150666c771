package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.Serializable;

/** What was measured on its way from the agent to the controller: the document, and what people read of it. */
final class Measured implements Serializable {
    private static final long serialVersionUID = 1;

    private final String headline;
    private final String text;
    private final String document;

    Measured(String headline, String text, ObjectNode document) {
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

    /**
     * The document. The agent is not trusted: what it sends is parsed strictly.
     *
     * @param schema as the document must name it, without version
     */
    ObjectNode document(String schema) throws AbortException {
        String source = "the agent's document";
        if (document.length() > Json.MAX_DOCUMENT_BYTES) {
            throw new AbortException(source + " is larger than " + (Json.MAX_DOCUMENT_BYTES >> 20) + " MiB");
        }
        try {
            if (Json.parse(document, source) instanceof ObjectNode parsed
                    && parsed.path("schema").asText().equals("model-delivery/" + schema + "/v1")) {
                return parsed;
            }
        } catch (BadInputException e) {
            throw new AbortException(e.getMessage());
        }
        throw new AbortException(source + " is no " + schema);
    }
}
