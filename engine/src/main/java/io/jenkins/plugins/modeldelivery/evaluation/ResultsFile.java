package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Any JSON or YAML document with numbers in it; a metric is a dotted path or a JSON pointer. */
public record ResultsFile(JsonNode document) {
    public static ResultsFile read(Path file) throws BadInputException {
        return new ResultsFile(Documents.readNumbers(file));
    }

    /** A node, and the object or array that it stands in. */
    private record Found(JsonNode place, JsonNode node) {}

    /**
     * The node at a path, or a missing node. Keys may hold dots themselves ({@code results.task.acc,none}): of several
     * readings of a path the one with the longest keys first wins. Numbers index arrays.
     */
    public JsonNode at(String path) {
        return find(path).node;
    }

    /** From how many rows the number at a path is: {@code rows} beside it. */
    public OptionalLong rowsBeside(String path) {
        JsonNode rows = find(path).place.path("rows");
        return rows.isIntegralNumber() && rows.canConvertToLong() && rows.asLong() > 0
                ? OptionalLong.of(rows.asLong())
                : OptionalLong.empty();
    }

    /** Whether it has numbers, and all of them are 0. */
    public boolean isAllZeros() {
        List<JsonNode> numbers = new ArrayList<>();
        collect(document, numbers);
        return numbers.size() > 1 && numbers.stream().allMatch(number -> number.doubleValue() == 0);
    }

    private static void collect(JsonNode node, List<JsonNode> numbers) {
        if (node.isNumber()) {
            numbers.add(node);
        }
        node.forEach(child -> collect(child, numbers));
    }

    private Found find(String path) {
        if (!path.startsWith("/")) {
            return find(document, path);
        }
        JsonPointer pointer = JsonPointer.compile(path);
        return new Found(document.at(pointer.head()), document.at(pointer));
    }

    private static Found find(JsonNode node, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('.', end - 1)) {
            JsonNode child = child(node, path.substring(0, end));
            if (child.isMissingNode()) {
                continue;
            }
            if (end == path.length()) {
                return new Found(node, child);
            }
            Found found = find(child, path.substring(end + 1));
            if (!found.node.isMissingNode()) {
                return found;
            }
        }
        return new Found(MissingNode.getInstance(), MissingNode.getInstance());
    }

    private static JsonNode child(JsonNode node, String key) {
        boolean index = node.isArray() && key.matches("\\d{1,9}");
        return index ? node.path(Integer.parseInt(key)) : node.path(key);
    }
}
