package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.modeldelivery.evaluation.RequestDraw;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Draws requests from the candidates, in the order of their priorities. Requests of one input are one row as long as the fields
 * that are kept of them agree: a row must not stand for another slice, or group, than its own.
 */
final class RequestSelection {
    private final LogFields fields;
    private final RefreshPlan plan;
    private final SortedMap<String, Long> population;
    private final Map<RowKey, Row> rows = new LinkedHashMap<>();
    private final Map<InputHash, Row> firstOf = new HashMap<>();
    private final Map<InputHash, TreeSet<String>> labels = new HashMap<>();
    private final Map<StratifiedReservoirs.Key, InputHash> known = new HashMap<>();
    private final SortedMap<String, Long> drawnOfStratum = new TreeMap<>();
    private final Map<String, long[]> groups = new HashMap<>();
    private long drawn;
    private long seen;
    private long copies;
    private long unreadable;

    private record RowKey(InputHash input, String stratum, String kept) {}

    /** Drawn requests of one input. */
    private static final class Row {
        private final SampledRow first;
        private final String stratum;
        private final String group;
        private final List<String> known = new ArrayList<>();
        private long drawn;

        Row(SampledRow first, String stratum, String group) {
            this.first = first;
            this.stratum = stratum;
            this.group = group;
        }
    }

    private RequestSelection(LogFields fields, RefreshPlan plan, SortedMap<String, Long> population) {
        this.fields = fields;
        this.plan = plan;
        this.population = population;
    }

    /** @throws BadInputException where one id stands on requests with different inputs */
    static Selected of(StratifiedReservoirs strata, LogFields fields, RefreshPlan plan) throws BadInputException {
        RequestSelection selection = new RequestSelection(fields, plan, strata.distinct());
        List<StratifiedReservoirs.Drawn> candidates = selection.each(strata.drawn());
        Map<String, Integer> left =
                new HashMap<>(StratifiedReservoirs.quotas(selection.population, plan.rows(), plan.leastOfStratum()));
        List<StratifiedReservoirs.Drawn> second = new ArrayList<>();
        for (StratifiedReservoirs.Drawn candidate : candidates) {
            if (left.get(candidate.stratum()) <= 0) {
                second.add(candidate);
            } else if (selection.take(candidate)) {
                left.merge(candidate.stratum(), -1, Integer::sum);
            }
        }
        // a number of requests that is an estimate can be more than there are; then the others fill up
        for (StratifiedReservoirs.Drawn candidate : second) {
            if (selection.drawn >= plan.rows()) {
                break;
            }
            selection.take(candidate);
        }
        candidates.forEach(selection::alsoKnown);
        return selection.selected();
    }

    /** A label may be known by the id of a request for the same input that was not drawn. */
    private void alsoKnown(StratifiedReservoirs.Drawn one) {
        Row row = firstOf.get(one.candidate().input());
        if (row != null) {
            row.known.add(one.candidate().id());
        }
    }

    /** Every request once; one that stands in two strata belongs to the first. */
    private List<StratifiedReservoirs.Drawn> each(List<StratifiedReservoirs.Drawn> all) throws BadInputException {
        List<StratifiedReservoirs.Drawn> once = new ArrayList<>();
        Optional<String> ambiguous = Optional.empty();
        long several = 0;
        for (StratifiedReservoirs.Drawn one : all) {
            Candidate candidate = one.candidate();
            InputHash before = known.putIfAbsent(candidate.key(), candidate.input());
            if (candidate.hasSeveralInputs() || before != null && !before.equals(candidate.input())) {
                several++;
                ambiguous = ambiguous.or(() -> Optional.of(candidate.id()));
            } else if (before == null) {
                once.add(one);
            } else {
                copies++;
            }
        }
        if (ambiguous.isPresent()) {
            String id = PlainText.shown(ambiguous.get());
            long count = several;
            throw BadInputException.about(
                    as -> "The id '%s' stands on requests with different inputs (so do %d of %d ids"
                                    .formatted(id, count, all.size())
                            + " that were looked at): it names a session, not a request; name a field that tells"
                            + " requests apart by "
                            + as.apply("id")
                            + ", or one that no line has, so that a line is known by all that it holds");
        }
        return once;
    }

    private boolean take(StratifiedReservoirs.Drawn one) {
        if (drawn >= plan.rows()) {
            return false;
        }
        Candidate candidate = one.candidate();
        JsonNode line;
        try {
            line = Json.parse(candidate.line(), "a log line");
        } catch (BadInputException e) {
            unreadable++; // in a part that the scan skips, for example broken UTF-8
            return false;
        }
        seen++;
        String group = fields.group().map(field -> line.path(field).asText()).orElse("");
        if (plan.mostOfGroup().isPresent()) {
            long[] counts = groups.computeIfAbsent(group, g -> new long[2]);
            counts[0]++;
            if (counts[1] == plan.mostOfGroup().getAsInt()) {
                return false;
            }
            counts[1]++;
        }
        Map<String, JsonNode> kept = SampledRow.kept(line, fields);
        if (plan.leastOfStratum() > 0) {
            fields.stratumOfRows().ifPresent(field -> kept.put(field, TextNode.valueOf(one.stratum())));
        }
        TreeSet<String> told = labels.computeIfAbsent(candidate.input(), input -> new TreeSet<>());
        fields.label().ifPresent(pointer -> SampledRow.label(told, line.at(pointer)));
        RowKey key = new RowKey(candidate.input(), one.stratum(), Json.compact(kept));
        Row row = rows.computeIfAbsent(
                key, k -> new Row(SampledRow.of(candidate, line, fields, kept, told), one.stratum(), group));
        row.drawn++;
        firstOf.putIfAbsent(candidate.input(), row);
        drawnOfStratum.merge(one.stratum(), 1L, Long::sum);
        drawn++;
        return true;
    }

    private Selected selected() {
        return new Selected(
                rows.values().stream().map(this::counted).toList(),
                0,
                copies,
                unreadable,
                drawn < plan.rows(),
                Optional.of(new RequestDraw(drawn, strata(), group(), Map.of())));
    }

    private SampledRow counted(Row row) {
        OptionalDouble weight = OptionalDouble.empty();
        double each = (double) population.get(row.stratum) / drawnOfStratum.get(row.stratum);
        if (plan.mostOfGroup().isPresent()) {
            long[] counts = groups.get(row.group);
            weight = OptionalDouble.of((double) counts[0] / counts[1]);
            each = weight.getAsDouble() * population.get(row.stratum) / seen;
        }
        return row.first.drawn(
                row.known, new SampledRow.Draws(row.drawn, Math.max(row.drawn, Math.round(row.drawn * each)), weight));
    }

    private Optional<RequestDraw.Strata> strata() {
        if (plan.leastOfStratum() == 0 || fields.stratum().isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, RequestDraw.Size> sizes = new TreeMap<>();
        population.forEach((value, requests) ->
                sizes.put(value, new RequestDraw.Size(requests, drawnOfStratum.getOrDefault(value, 0L))));
        return Optional.of(new RequestDraw.Strata(fields.stratumOfRows().orElseThrow(), sizes));
    }

    private Optional<RequestDraw.Group> group() {
        return plan.mostOfGroup().isPresent()
                ? Optional.of(new RequestDraw.Group(
                        fields.group().orElseThrow(), plan.mostOfGroup().getAsInt()))
                : Optional.empty();
    }
}
