package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whose label a row without one has, and which rows people are asked about. Near duplicates share a label, never a prediction:
 * each stays a row of its own. A label goes from rows that have one to those near them and no farther, and only where all that
 * are near agree.
 */
final class SharedLabels {
    private final Optional<LogFields> texts;
    private final Selection.NearDuplicates near;
    private final List<SampledRow> owners = new ArrayList<>();
    private final Map<InputHash, Loan> loans = new HashMap<>();
    private final Map<InputHash, SampledRow> asked = new LinkedHashMap<>();
    private final Map<InputHash, InputHash> behind = new HashMap<>();
    private final Map<String, List<String>> standsFor = new HashMap<>();

    /**
     * Another row's label.
     *
     * @param label as compact JSON
     * @param from the other row's id
     */
    record Loan(String label, String from) {}

    /** @param similarity least of near duplicates; empty: only equal inputs share a label */
    SharedLabels(List<SampledRow> rows, OptionalDouble similarity, LogFields fields) throws BadInputException {
        texts = similarity.isPresent() ? Optional.of(fields) : Optional.empty();
        near = new Selection.NearDuplicates(similarity.orElse(1));
        Map<InputHash, SampledRow> inputs = new LinkedHashMap<>();
        rows.forEach(row -> inputs.putIfAbsent(row.input(), row));
        for (SampledRow row : inputs.values()) {
            if (row.agreed().isPresent()) {
                own(row, shingles(row));
            }
        }
        for (SampledRow row : inputs.values()) {
            if (row.agreed().isEmpty()) {
                seek(row);
            }
        }
        for (SampledRow row : rows) {
            InputHash leader = behind.get(row.input());
            if (leader != null && asked.get(leader) != row) {
                standsFor
                        .computeIfAbsent(asked.get(leader).id(), id -> new ArrayList<>())
                        .add(row.id());
            }
        }
    }

    private void seek(SampledRow row) throws BadInputException {
        long[] shingles = shingles(row);
        List<SampledRow> similar = new ArrayList<>();
        if (row.labels().isEmpty() && shingles.length > 0) {
            near.near(shingles).forEach(owner -> similar.add(owners.get(owner)));
        }
        SortedSet<String> labels = new TreeSet<>();
        similar.forEach(other -> other.agreed().ifPresent(labels::add));
        if (labels.size() == 1) {
            SampledRow lender = similar.stream()
                    .filter(other -> other.agreed().isPresent())
                    .findFirst()
                    .orElseThrow();
            loans.put(row.input(), new Loan(labels.first(), lender.id()));
            return;
        }
        Optional<SampledRow> leader = labels.isEmpty() ? similar.stream().findFirst() : Optional.empty();
        if (leader.isPresent()) {
            behind.put(row.input(), leader.get().input());
        } else {
            asked.put(row.input(), row);
            behind.put(row.input(), row.input());
            own(row, shingles);
        }
    }

    private void own(SampledRow row, long[] shingles) {
        if (shingles.length > 0) {
            near.add(shingles);
            owners.add(row);
        }
    }

    /** Of no length where near duplicates are not looked for, or there is no text. */
    private long[] shingles(SampledRow row) throws BadInputException {
        if (texts.isEmpty()) {
            return new long[0];
        }
        JsonNode input = row.read().input();
        return Shingles.textOf(input, texts.get().text()).map(Shingles::of).orElse(new long[0]);
    }

    /** Another row's label for this one. */
    Optional<Loan> loan(SampledRow row) {
        return row.agreed().isPresent() ? Optional.empty() : Optional.ofNullable(loans.get(row.input()));
    }

    /** The rows that people are asked about, in the order of the draw. */
    List<SampledRow> asked() {
        return List.copyOf(asked.values());
    }

    /** Ids of the rows that get the label that people give to this one. */
    List<String> standsFor(SampledRow row) {
        return standsFor.getOrDefault(row.id(), List.of());
    }

    /** Whether a row has a label, its own or another's. */
    boolean isLabelled(SampledRow row) {
        return row.agreed().isPresent() || loans.containsKey(row.input());
    }
}
