package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;

/** What agents send. They are not trusted: it is parsed strictly, and must be what was asked for. */
final class AgentDocuments {
    private AgentDocuments() {}

    /** Whether a document is what was asked for. */
    interface Expected {
        boolean test(ObjectNode document) throws BadInputException;
    }

    /**
     * The document in what was sent.
     *
     * @param what it is called in messages
     * @param expected whether a document is what was asked for
     * @param otherwise what is said of one that is not
     */
    static ObjectNode document(String sent, String what, Expected expected, String otherwise) throws AbortException {
        if (sent.length() > Json.MAX_DOCUMENT_BYTES) {
            throw new AbortException(
                    what + " is larger than " + (Json.MAX_DOCUMENT_BYTES >> 20) + " MiB; it was not read");
        }
        try {
            if (Json.parse(sent, what) instanceof ObjectNode document && expected.test(document)) {
                return document;
            }
        } catch (BadInputException e) {
            String message = e.getMessage();
            throw new AbortException(message.startsWith(what) ? message : what + ": " + message);
        }
        throw new AbortException(what + otherwise);
    }
}
