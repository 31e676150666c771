package io.jenkins.plugins.modeldelivery.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where two documents are not the same. */
public final class Differences {
    private Differences() {}

    /** Paths of the fields that are not the same bytes, such as {@code counts.slices[2].n}, in the order of the first document. */
    public static List<String> between(JsonNode one, JsonNode other) {
        List<String> paths = new ArrayList<>();
        compare("", one, other, paths);
        return List.copyOf(paths);
    }

    private static void compare(String path, JsonNode one, JsonNode other, List<String> paths) {
        if (one instanceof ObjectNode a && other instanceof ObjectNode b) {
            Set<String> names = new LinkedHashSet<>();
            a.fieldNames().forEachRemaining(names::add);
            b.fieldNames().forEachRemaining(names::add);
            names.forEach(
                    name -> compare(path.isEmpty() ? name : path + "." + name, a.path(name), b.path(name), paths));
        } else if (one instanceof ArrayNode a && other instanceof ArrayNode b && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                compare(path + "[" + i + "]", a.path(i), b.path(i), paths);
            }
        } else if (!Json.compact(one).equals(Json.compact(other))) {
            paths.add(path);
        }
    }
}
