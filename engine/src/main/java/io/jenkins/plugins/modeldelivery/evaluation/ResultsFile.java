package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import java.nio.file.Path;

/** Any JSON or YAML document with numbers in it; a metric is a dotted path or a JSON pointer. */
public record ResultsFile(JsonNode document) {
    public static ResultsFile read(Path file) throws BadInputException {
        return new ResultsFile(Documents.read(file));
    }

    /**
     * The node at a path, or a missing node. Keys may hold dots themselves ({@code results.task.acc,none}): of several
     * readings of a path the one with the longest keys first wins. Numbers index arrays.
     */
    public JsonNode at(String path) {
        if (path.startsWith("/")) {
            return document.at(path);
        }
        return find(document, path);
    }

    private static JsonNode find(JsonNode node, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('.', end - 1)) {
            JsonNode child = child(node, path.substring(0, end));
            if (child.isMissingNode()) {
                continue;
            }
            if (end == path.length()) {
                return child;
            }
            JsonNode found = find(child, path.substring(end + 1));
            if (!found.isMissingNode()) {
                return found;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static JsonNode child(JsonNode node, String key) {
        boolean index = node.isArray() && key.matches("\\d{1,9}");
        return index ? node.path(Integer.parseInt(key)) : node.path(key);
    }
}
