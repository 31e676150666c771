package io.jenkins.plugins.modeldelivery.dependency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Declaration;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All models, what they declare, and how the edges of the versions that serve stand: PASS when each holds, FAIL when one is
 * stale or its evaluation did not pass, INCONCLUSIVE when one is not known.
 *
 * @param declarations of the models that declare anything, by name
 * @param edges of all served versions, sorted by downstream model and environment
 */
public record DependencyGraph(List<Declaration> declarations, List<EdgeState> edges) implements Report {
    public DependencyGraph {
        declarations = List.copyOf(declarations);
        edges = List.copyOf(edges);
    }

    /** Reads the graph; one listing and a few reads for each model. */
    public static DependencyGraph read(Ledger ledger) throws DeliveryException, InterruptedException {
        EdgeCheck check = new EdgeCheck(ledger);
        List<Declaration> declarations = new ArrayList<>();
        List<EdgeState> edges = new ArrayList<>();
        for (String model : ledger.models()) {
            Optional<Declaration> declaration = ledger.dependencies().of(model);
            declaration.ifPresent(declarations::add);
            if (declaration.isEmpty()) {
                continue;
            }
            for (String home : Downstream.environments(ledger, model)) {
                for (Target version : Downstream.served(ledger, model, home)) {
                    check.look(model, version, EdgeCheck.evidence(ledger, model, version.version())).states().stream()
                            .map(state -> state.servingIn(home))
                            .forEach(edges::add);
                }
            }
        }
        return new DependencyGraph(declarations, edges);
    }

    @Override
    public Verdict verdict() {
        return edges.stream().map(DependencyGraph::verdict).reduce(Verdict.PASS, Verdict::and);
    }

    private static Verdict verdict(EdgeState edge) {
        return switch (edge.state()) {
            case FRESH -> Verdict.PASS;
            case STALE, NOT_PASSED -> Verdict.FAIL;
            case UNKNOWN, MOVING -> Verdict.INCONCLUSIVE;
        };
    }

    @Override
    public List<String> reasons() {
        return edges.stream()
                .filter(edge -> !edge.holds())
                .sorted((a, b) -> Boolean.compare(verdict(a) != Verdict.FAIL, verdict(b) != Verdict.FAIL))
                .map(EdgeState::line)
                .toList();
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json =
                Json.document("dependency-graph").put("verdict", verdict().name());
        reasons().forEach(json.putArray("reasons")::add);
        ArrayNode models = json.putArray("models");
        for (Declaration declaration : declarations) {
            ObjectNode model = models.addObject().put("model", declaration.model());
            ArrayNode list = model.putArray("dependsOn");
            for (Dependency dependency : declaration.dependsOn()) {
                list.addObject().put("model", dependency.model()).put("environment", dependency.environment());
            }
            model.put("requireDownstreamEval", declaration.requireDownstreamEval())
                    .put("declaredBy", declaration.version())
                    .put("since", declaration.time().toString());
        }
        ArrayNode list = json.putArray("edges");
        edges.forEach(edge -> list.add(Json.tree(edge)));
        return json;
    }

    @Override
    public String toText() {
        StringBuilder text = new StringBuilder(headline()).append('\n');
        reasons().forEach(reason -> text.append("  ").append(reason).append('\n'));
        return edges.isEmpty()
                ? text.toString()
                : text.append('\n').append(table().toText()).toString();
    }

    @Override
    public String toMarkdown() {
        StringBuilder text = new StringBuilder("**").append(headline()).append("**\n");
        reasons()
                .forEach(reason ->
                        text.append("- ").append(reason.replace("<", "&lt;")).append('\n'));
        return edges.isEmpty()
                ? text.toString()
                : text.append('\n').append(table().toMarkdown()).toString();
    }

    private String headline() {
        long holding = edges.stream().filter(EdgeState::holds).count();
        return verdict() + ": "
                + (edges.isEmpty()
                        ? "no version that serves depends on another model"
                        : holding + " of " + edges.size() + " edges hold");
    }

    private Table table() {
        Table table = new Table("state", "model", "version", "in", "depends on", "there", "evaluated", "serves");
        for (EdgeState edge : edges) {
            table.row(
                    edge.state().name(),
                    edge.model(),
                    edge.version(),
                    edge.environment().orElse(""),
                    edge.dependency().model(),
                    edge.dependency().environment(),
                    edge.evaluated().map(Target::version).orElse("-"),
                    edge.serving().map(Target::version).orElse("-"));
        }
        return table;
    }
}
