package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Draws the rows from the candidates, in the order of their priorities, passing over near duplicates of drawn ones. */
final class Selection {
    private final LogFields fields;
    private final RefreshPlan plan;
    private final Optional<NearDuplicates> texts;
    private final Set<String> ids = new HashSet<>();
    private final List<SampledRow> rows = new ArrayList<>();
    private long nearDuplicates;
    private long takenIds;
    private long unreadable;

    private Selection(LogFields fields, RefreshPlan plan) {
        this.fields = fields;
        this.plan = plan;
        texts = plan.similarity().isPresent()
                ? Optional.of(new NearDuplicates(plan.similarity().getAsDouble()))
                : Optional.empty();
    }

    static Selection of(StratifiedReservoirs strata, LogFields fields, RefreshPlan plan) {
        Selection selection = new Selection(fields, plan);
        Map<String, Integer> left =
                new HashMap<>(StratifiedReservoirs.quotas(strata.distinct(), plan.rows(), plan.leastOfStratum()));
        List<StratifiedReservoirs.Drawn> second = new ArrayList<>();
        for (StratifiedReservoirs.Drawn drawn : strata.drawn()) {
            if (left.get(drawn.stratum()) <= 0) {
                second.add(drawn);
            } else if (selection.take(drawn)) {
                left.merge(drawn.stratum(), -1, Integer::sum);
            }
        }
        // where a stratum had too few, the others fill up
        for (StratifiedReservoirs.Drawn drawn : second) {
            if (selection.rows.size() >= plan.rows()) {
                break;
            }
            selection.take(drawn);
        }
        return selection;
    }

    private boolean take(StratifiedReservoirs.Drawn drawn) {
        Candidate candidate = drawn.candidate();
        if (ids.contains(candidate.id())) {
            takenIds++;
            return false;
        }
        JsonNode line;
        try {
            line = Json.parse(candidate.line(), "a log line");
        } catch (BadInputException e) {
            unreadable++; // in a part that the scan skips, for example broken UTF-8
            return false;
        }
        JsonNode input = line.at(fields.input());
        Optional<String> text = Shingles.textOf(input, fields.text());
        if (texts.isPresent() && text.isPresent()) {
            long[] shingles = Shingles.of(text.get());
            if (shingles.length > 0 && !texts.get().keep(shingles)) {
                nearDuplicates++;
                return false;
            }
        }
        ids.add(candidate.id());
        rows.add(SampledRow.of(candidate, line, fields));
        return true;
    }

    List<SampledRow> rows() {
        return List.copyOf(rows);
    }

    /** Candidates that were passed over because a drawn row is nearly the same. */
    long nearDuplicates() {
        return nearDuplicates;
    }

    /** Candidates that were passed over because another input has their id. */
    long takenIds() {
        return takenIds;
    }

    /** Candidates that were passed over because their line cannot be read as a whole. */
    long unreadable() {
        return unreadable;
    }

    boolean isShort() {
        return rows.size() < plan.rows();
    }
}
