package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.TreeMap;

/** One text for all spellings of a JSON value: keys in order, numbers by value. */
final class Canonical {
    private Canonical() {}

    static String text(JsonNode node) {
        StringBuilder text = new StringBuilder();
        append(node, text);
        return text.toString();
    }

    private static void append(JsonNode node, StringBuilder text) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            text.append('{');
            fields.forEach((name, value) -> {
                text.append(TextNode.valueOf(name)).append(':');
                append(value, text);
                text.append(',');
            });
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            for (JsonNode element : node) {
                append(element, text);
                text.append(',');
            }
            text.append(']');
        } else if (node.isNumber()) {
            text.append(node.decimalValue().stripTrailingZeros());
        } else {
            text.append(node);
        }
    }
}
