package io.jenkins.plugins.modeldelivery.cluster.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Documents as the Kubernetes API answers them. */
final class Answers {
    private Answers() {}

    static ObjectNode status(int code, String message) {
        return Json.object()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", message)
                .put("code", code);
    }

    /** Those objects that have the labels of {@code labelSelector=a=b,c=d}. */
    static ObjectNode list(List<ObjectNode> objects, String query, long version) {
        Map<String, String> wanted = new TreeMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            String decoded = URLDecoder.decode(parameter, StandardCharsets.UTF_8);
            if (decoded.startsWith("labelSelector=")) {
                for (String pair : decoded.substring("labelSelector=".length()).split(",")) {
                    wanted.put(pair.split("=")[0], pair.split("=")[1]);
                }
            }
        }
        ObjectNode list = Json.object().put("kind", "List").put("apiVersion", "v1");
        list.putObject("metadata").put("resourceVersion", Long.toString(version));
        var items = list.putArray("items");
        objects.stream()
                .filter(o -> wanted.entrySet().stream()
                        .allMatch(e -> o.at("/metadata/labels")
                                .path(e.getKey())
                                .asText()
                                .equals(e.getValue())))
                .forEach(o -> items.add(o.deepCopy()));
        return list;
    }
}
