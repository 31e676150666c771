package io.jenkins.plugins.modeldelivery.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A model between those that feed it and those that it feeds: columns 0, 1 and 2. A box is a model in an environment; an
 * edge leads from what is depended on to what depends.
 */
final class DependencyDrawing {
    private final String model;
    private final ObjectNode json = Json.object();
    private final ArrayNode nodes = json.putArray("nodes");
    private final ArrayNode edges = json.putArray("edges");
    private final Set<String> known = new LinkedHashSet<>();

    private DependencyDrawing(String model) {
        this.model = model;
    }

    /** @param around the edges from and to the model */
    static String of(String model, List<EdgeState> around) {
        DependencyDrawing drawing = new DependencyDrawing(model);
        around.forEach(drawing::add);
        return Json.compact(drawing.json);
    }

    private void add(EdgeState edge) {
        String above = edge.dependency().model();
        String there = edge.dependency().environment();
        String serves = edge.serving().map(Target::version).orElse("");
        String here = edge.environment().orElse("");
        edges.addObject()
                .put("from", node(above, there, serves, above.equals(model) ? 1 : 0))
                .put("to", node(edge.model(), here, edge.version(), edge.model().equals(model) ? 1 : 2))
                .put("state", edge.state().name())
                .put("verdict", verdict(edge).name())
                .put("line", edge.line());
    }

    private String node(String name, String environment, String version, int column) {
        String id = name + " " + environment;
        if (known.add(id)) {
            nodes.addObject()
                    .put("id", id)
                    .put("model", name)
                    .put("detail", version.isEmpty() ? environment : version + ", " + environment)
                    .put("column", column)
                    .put("here", name.equals(model));
        }
        return id;
    }

    private static Verdict verdict(EdgeState edge) {
        return switch (edge.state()) {
            case FRESH -> Verdict.PASS;
            case STALE, NOT_PASSED -> Verdict.FAIL;
            case UNKNOWN, MOVING -> Verdict.INCONCLUSIVE;
        };
    }
}
