package io.jenkins.plugins.modeldelivery.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.HistoryPoint;
import io.jenkins.plugins.modeldelivery.rendering.Cell;
import io.jenkins.plugins.modeldelivery.rendering.Chart;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.report.CardTable;
import io.jenkins.plugins.modeldelivery.report.Figures;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** The tables of a model's page. */
final class ModelTables {
    /** Metrics that have a chart and a column; the ones most often there come first. */
    static final int MAX_METRICS = 6;

    private static final int SHOWN_POINTS = 30;

    private ModelTables() {}

    static CardTable decisions(List<Decision> decisions) {
        Section.Builder table = Section.table(
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
            Optional<Verdict> verdict = verdict(d.kind());
            table.row(
                    Cell.referring(List.of(
                            new Cell.Reference(Long.toString(d.seq()), d.draft().model() + "/decisions/" + d.seq()))),
                    Figures.time(d.time()),
                    d.environment(),
                    new Cell(d.kind().name(), verdict, List.of()),
                    d.to().version(),
                    d.from().map(Target::version).orElse(""),
                    d.draft().user(),
                    d.explanation(),
                    Cell.referring(evidence(d.draft().model(), d.to().version(), d.evidence())),
                    Cell.referring(d.draft().buildUrl().stream()
                            .map(url -> new Cell.Reference(Messages.ModelTables_Build(), url))
                            .toList()));
        }
        return shown(table.end());
    }

    /** On the model's own page, from where places in the ledger are one step up. */
    private static CardTable shown(Section section) {
        return new CardTable(
                section.withoutEmptyColumns(),
                Integer.toHexString(section.title().hashCode()),
                "../");
    }

    /** Pieces of evidence, numbered. */
    private static List<Cell.Reference> evidence(String model, String version, List<String> ids) {
        return IntStream.range(0, ids.size())
                .mapToObj(i -> new Cell.Reference(
                        Messages.ModelTables_EvidenceNumber(i + 1), model + "/evidence/" + version + "/" + ids.get(i)))
                .toList();
    }

    /** Links to pieces of evidence, numbered; none where there is none. */
    static List<CardTable.Link> links(String model, String version, List<String> ids) {
        return CardTable.links(evidence(model, version, ids), "../");
    }

    /** The edges from and to a model; empty for one that stands alone. */
    static CardTable dependencies(String model, List<EdgeState> edges) {
        Section.Builder table = Section.table(
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
                    new Cell(edge.state().name(), Optional.of(edge.holds() ? Verdict.PASS : Verdict.FAIL), List.of()),
                    edge.model() + " " + edge.version(),
                    edge.environment().orElse(""),
                    edge.dependency().model() + ", " + edge.dependency().environment(),
                    edge.evaluated().map(Target::version).orElse(""),
                    edge.serving().map(Target::version).orElse(""));
        }
        return shown(table.chart(Optional.of(
                        new Chart("dependencies", Messages.ModelTables_DependenciesChart(), Drawing.of(model, around))))
                .end());
    }

    private static Optional<Verdict> verdict(Decision.Kind kind) {
        return switch (kind) {
            case PROMOTED -> Optional.of(Verdict.PASS);
            case FAILED, REVERT_FAILED -> Optional.of(Verdict.FAIL);
            case REVERTED, ROLLED_BACK -> Optional.of(Verdict.INCONCLUSIVE);
            case DECIDED, RELEASED, MOVED -> Optional.empty();
        };
    }

    /** @param points newest first */
    static CardTable history(String model, List<HistoryPoint> points) {
        List<String> metrics = metrics(points);
        List<String> headings = new ArrayList<>(List.of(
                Messages.ModelTables_Time(),
                Messages.ModelTables_Version(),
                Messages.ModelTables_Gate(),
                Messages.ModelTables_Verdict()));
        headings.addAll(metrics);
        headings.addAll(List.of("MMD²", "p", Messages.ModelTables_Evidence()));
        Section.Builder table = Section.table(Messages.ModelTables_History(), headings.toArray(String[]::new));
        for (HistoryPoint point : points.subList(0, Math.min(points.size(), SHOWN_POINTS))) {
            List<Object> row = new ArrayList<>(
                    List.of(Figures.time(point.time()), point.version(), point.kind(), point.verdict()));
            for (String metric : metrics) {
                Double value = point.metrics().get(metric);
                row.add(value == null ? "" : Numbers.value(value));
            }
            row.add(Numbers.statistic(point.drift().map(d -> d.mmd2()).orElse(OptionalDouble.empty())));
            row.add(Numbers.statistic(point.drift().map(d -> d.pValue()).orElse(OptionalDouble.empty())));
            row.add(Cell.referring(evidence(model, point.version(), List.of(point.evidence()))));
            table.row(row.toArray());
        }
        return shown(table.end());
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
        static ObjectNode of(String model, List<EdgeState> around) {
            Drawing drawing = new Drawing(model);
            around.forEach(drawing::add);
            return drawing.json;
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
