package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.evaluation.IdHash;

/** A hash of an input: equal for equal JSON, whatever the order of its keys and the spelling of its numbers. */
record InputHash(long high, long low) {
    /** Keeps the text "1" and the number 1 apart. */
    static final long NO_TEXT = 0x5851F42D4C957F2DL;

    static InputHash of(JsonNode input) {
        char[] text = (input.isTextual() ? input.textValue() : LogLine.Canonical.text(input)).toCharArray();
        IdHash hash = new IdHash();
        hash.of(text, 0, text.length);
        return new InputHash(hash.high() ^ (input.isTextual() ? 0 : NO_TEXT), hash.low());
    }

    static boolean isInput(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }
}
