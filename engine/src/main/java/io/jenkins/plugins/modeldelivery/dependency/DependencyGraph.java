package io.jenkins.plugins.modeldelivery.dependency;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Declaration;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All models, what they declare, and how the edges of the versions that serve stand: PASS when each holds, FAIL when one is
 * stale or its evaluation did not pass, INCONCLUSIVE when one is not known.
 *
 * @param models those that declare anything, by name
 * @param edges of all served versions, sorted by downstream model and environment
 */
@JsonPropertyOrder({"verdict", "reasons"})
public record DependencyGraph(List<Declared> models, List<EdgeState> edges) implements Report {
    public DependencyGraph {
        models = List.copyOf(models);
        edges = List.copyOf(edges);
    }

    /**
     * What a model declares.
     *
     * @param declaredBy the version whose evaluation said so
     */
    public record Declared(
            String model, List<Dependency> dependsOn, boolean requireDownstreamEval, String declaredBy, Instant since) {
        static Declared of(String model, Declaration said) {
            return new Declared(model, said.dependsOn(), said.requireDownstreamEval(), said.version(), said.time());
        }
    }

    /** Reads the graph; one listing and a few reads for each model. */
    public static DependencyGraph read(Ledger ledger) throws DeliveryException, InterruptedException {
        EdgeCheck check = new EdgeCheck(ledger);
        List<Declared> models = new ArrayList<>();
        List<EdgeState> edges = new ArrayList<>();
        for (String model : ledger.models()) {
            Optional<Declaration> declaration = ledger.dependencies().of(model);
            if (declaration.isEmpty()) {
                continue;
            }
            models.add(Declared.of(model, declaration.get()));
            for (String home : Downstream.environments(ledger, model)) {
                for (Target version : Downstream.served(ledger, model, home)) {
                    check.look(model, version, EdgeCheck.evidence(ledger, model, version.version())).states().stream()
                            .map(state -> state.servingIn(home))
                            .forEach(edges::add);
                }
            }
        }
        return new DependencyGraph(models, edges);
    }

    @JsonProperty
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

    @JsonProperty
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
        return Json.document("dependency-graph", this);
    }

    @Override
    public Layout layout() {
        long holding = edges.stream().filter(EdgeState::holds).count();
        String held = edges.isEmpty()
                ? "no version that serves depends on another model"
                : holding + " of " + edges.size() + " edges hold";
        return new Layout(verdict() + ": " + held, reasons(), List.of(table()), List.of());
    }

    private Section table() {
        Section.Builder table =
                Section.table("Edges", "state", "model", "version", "in", "depends on", "there", "evaluated", "serves");
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
        return table.end();
    }
}
