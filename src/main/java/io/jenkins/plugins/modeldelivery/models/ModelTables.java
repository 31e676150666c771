package io.jenkins.plugins.modeldelivery.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.HistoryPoint;
import io.jenkins.plugins.modeldelivery.report.CardTable;
import io.jenkins.plugins.modeldelivery.report.Figures;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** The tables of a model's page. */
final class ModelTables {
    /** Metrics that have a chart and a column; the ones most often there come first. */
    static final int MAX_METRICS = 6;

    private static final int SHOWN_POINTS = 30;

    private ModelTables() {}

    static CardTable decisions(List<Decision> decisions) {
        CardTable table = new CardTable(
                Messages.ModelTables_Decisions(),
                Messages.ModelTables_Number(),
                Messages.ModelTables_Time(),
                Messages.ModelTables_Environment(),
                Messages.ModelTables_What(),
                Messages.ModelTables_Version(),
                Messages.ModelTables_Before(),
                Messages.ModelTables_By(),
                Messages.ModelTables_Reason(),
                Messages.ModelTables_Evidence(),
                Messages.ModelTables_Build());
        for (Decision d : decisions) {
            table.row(
                    List.of(new CardTable.Link(Long.toString(d.seq()), "decision?seq=" + d.seq())),
                    Figures.time(d.time()),
                    d.environment(),
                    new CardTable.Tag(d.kind().name(), tone(d.kind())),
                    d.to().version(),
                    d.from().map(Target::version).orElse(Figures.ABSENT),
                    d.draft().user(),
                    d.draft().reason(),
                    evidence(d.to().version(), d.evidence()),
                    build(d));
        }
        return table;
    }

    /** Links to pieces of evidence, numbered; none where there is none. */
    static List<CardTable.Link> evidence(String version, List<String> ids) {
        List<CardTable.Link> links = new ArrayList<>();
        for (String id : ids) {
            links.add(new CardTable.Link(
                    Messages.ModelTables_EvidenceNumber(links.size() + 1), "evidence/" + version + ":" + id + "/"));
        }
        return links;
    }

    private static List<CardTable.Link> build(Decision d) {
        return d.draft()
                .buildUrl()
                .map(url -> List.of(new CardTable.Link(Messages.ModelTables_Build(), url)))
                .orElse(List.of());
    }

    /** The edges from and to a model; empty for one that stands alone. */
    static CardTable dependencies(String model, List<EdgeState> edges) {
        CardTable table = new CardTable(
                Messages.ModelTables_Dependencies(),
                Messages.ModelTables_State(),
                Messages.ModelTables_Model(),
                Messages.ModelTables_Environment(),
                Messages.ModelTables_DependsOn(),
                Messages.ModelTables_Evaluated(),
                Messages.ModelTables_Serves());
        List<EdgeState> around = edges.stream()
                .filter(edge ->
                        edge.model().equals(model) || edge.dependency().model().equals(model))
                .toList();
        for (EdgeState edge : around) {
            table.row(
                    new CardTable.Tag(edge.state().name(), edge.holds() ? "pass" : "fail"),
                    edge.model() + " " + edge.version(),
                    edge.environment().orElse(Figures.ABSENT),
                    edge.dependency().model() + ", " + edge.dependency().environment(),
                    edge.evaluated().map(Target::version).orElse(Figures.ABSENT),
                    edge.serving().map(Target::version).orElse(Figures.ABSENT));
        }
        return around.isEmpty()
                ? table
                : table.drawn("dependencies", Drawing.of(model, around), Messages.ModelTables_DependenciesChart());
    }

    private static String tone(Decision.Kind kind) {
        return switch (kind) {
            case PROMOTED -> "pass";
            case FAILED, REVERT_FAILED -> "fail";
            case REVERTED, ROLLED_BACK -> "inconclusive";
            case DECIDED -> "neutral";
        };
    }

    /** @param points newest first */
    static CardTable history(List<HistoryPoint> points) {
        List<String> metrics = metrics(points);
        List<String> headings = new ArrayList<>(List.of(
                Messages.ModelTables_Time(),
                Messages.ModelTables_Version(),
                Messages.ModelTables_Gate(),
                Messages.ModelTables_Verdict()));
        headings.addAll(metrics);
        headings.addAll(List.of("MMD²", "p", Messages.ModelTables_Evidence()));
        CardTable table = new CardTable(Messages.ModelTables_History(), headings.toArray(String[]::new));
        for (HistoryPoint point : points.subList(0, Math.min(points.size(), SHOWN_POINTS))) {
            List<Object> row = new ArrayList<>(
                    List.of(Figures.time(point.time()), point.version(), point.kind(), point.verdict()));
            for (String metric : metrics) {
                Double value = point.metrics().get(metric);
                row.add(Figures.number(value == null ? OptionalDouble.empty() : OptionalDouble.of(value)));
            }
            row.add(Figures.number(point.drift().map(d -> d.mmd2()).orElse(OptionalDouble.empty())));
            row.add(Figures.number(point.drift().map(d -> d.pValue()).orElse(OptionalDouble.empty())));
            row.add(evidence(point.version(), List.of(point.evidence())));
            table.row(row.toArray());
        }
        return table;
    }

    /** The metrics that most points have, at most {@value #MAX_METRICS}. */
    static List<String> metrics(List<HistoryPoint> points) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        points.forEach(point -> point.metrics().keySet().forEach(metric -> counts.merge(metric, 1, Integer::sum)));
        return counts.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("rows"))
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_METRICS)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * A model between those that feed it and those that it feeds: columns 0, 1 and 2. A box is a model in an environment; an
     * edge leads from what is depended on to what depends.
     */
    private static final class Drawing {
        private final String model;
        private final ObjectNode json = Json.object();
        private final ArrayNode nodes = json.putArray("nodes");
        private final ArrayNode edges = json.putArray("edges");
        private final Set<String> known = new LinkedHashSet<>();

        private Drawing(String model) {
            this.model = model;
        }

        /** @param around the edges from and to the model */
        static String of(String model, List<EdgeState> around) {
            Drawing drawing = new Drawing(model);
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
                    .put(
                            "to",
                            node(
                                    edge.model(),
                                    here,
                                    edge.version(),
                                    edge.model().equals(model) ? 1 : 2))
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
}
