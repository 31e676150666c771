package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Candidate and baseline on the same ids. */
public final class Pairing {
    private final Rows candidate;
    private final Rows baseline;
    private final int[] partner;
    private final int[] baselineClass;

    /** Ids of one file that the other has not, and labels on which they disagree; {@code more}: keys of a later release. */
    public record Coverage(
            long common,
            long onlyCandidate,
            long onlyBaseline,
            long labelConflicts,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    public Pairing(Rows candidate, Rows baseline) {
        this.candidate = candidate;
        this.baseline = baseline;
        Block rows = candidate.block();
        partner = new int[rows.rows];
        Arrays.setAll(
                partner, row -> rows.has(row, Block.HAS_ID) ? baseline.ids().find(rows.high[row], rows.low[row]) : -1);
        Map<String, Integer> numbers = new HashMap<>();
        candidate.classes().forEach(name -> numbers.put(name, numbers.size()));
        baselineClass = new int[baseline.classes().size()];
        for (int i = 0; i < baselineClass.length; i++) {
            String name = baseline.classes().get(i);
            numbers.putIfAbsent(name, numbers.size());
            baselineClass[i] = numbers.get(name);
        }
    }

    public Coverage coverage() {
        long common = Arrays.stream(partner).filter(row -> row >= 0).count();
        long conflicts = 0;
        for (int row = 0; row < partner.length; row++) {
            if (partner[row] >= 0) {
                int label = baselineClass(baseline.block().label[partner[row]]);
                int own = candidate.block().label[row];
                conflicts += label != own && label != Dictionary.NONE && own != Dictionary.NONE ? 1 : 0;
            }
        }
        return new Coverage(
                common, candidate.count() - common, Math.max(0, baseline.count() - common), conflicts, Map.of());
    }

    /** Counts over the common rows. */
    public Pair all(Tally tally) {
        return count(tally, row -> true);
    }

    /** The same for each value of a slice field (as the candidate's rows have it). */
    public Map<String, Pair> slices(Tally tally, String field) {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        int[] slice = candidate.slice(field);
        for (int i = 0; i < candidate.sliceValues(field).size(); i++) {
            int value = i;
            pairs.put(candidate.sliceValues(field).get(i), count(tally, row -> slice[row] == value));
        }
        return pairs;
    }

    private Pair count(Tally tally, IntPredicate chosen) {
        IntPredicate paired = row -> partner[row] >= 0 && chosen.test(row);
        boolean[] partnered = new boolean[baseline.count()];
        Map<Metric, long[]> only = new EnumMap<>(Metric.class);
        Confusion.Counter joint = new Confusion.Counter(true);
        boolean tooMany = false;
        Block rows = candidate.block();
        Block others = baseline.block();
        for (int row = 0; row < partner.length; row++) {
            if (!paired.test(row)) {
                continue;
            }
            int other = partner[row];
            partnered[other] = true;
            discord(only, Metric.ACCURACY, Block.CORRECT, row, other);
            discord(only, Metric.ERROR_RATE, Block.FAILED, row, other);
            discord(only, Metric.SCHEMA_COMPLIANCE, Block.VALID, row, other);
            int prediction = rows.has(row, Block.FAILED) ? -1 : rows.prediction[row];
            int previous = others.has(other, Block.FAILED) ? -1 : baselineClass(others.prediction[other]);
            tooMany |= prediction == Dictionary.TOO_MANY
                    || previous == Dictionary.TOO_MANY
                    || rows.label[row] == Dictionary.TOO_MANY;
            if (!tooMany && rows.label[row] >= 0) {
                joint.add(rows.label[row], prediction, previous);
            }
        }
        return new Pair(
                tally.count(candidate, paired),
                tally.count(baseline, row -> partnered[row]),
                changed(only, Metric.ACCURACY),
                changed(only, Metric.ERROR_RATE),
                changed(only, Metric.SCHEMA_COMPLIANCE),
                tooMany ? Optional.empty() : Optional.of(joint.confusion()),
                Map.of());
    }

    private static Optional<Pair.Changed> changed(Map<Metric, long[]> only, Metric metric) {
        return Optional.ofNullable(only.get(metric)).map(counts -> new Pair.Changed(counts[0], counts[1], Map.of()));
    }

    private void discord(Map<Metric, long[]> only, Metric metric, int flag, int row, int other) {
        boolean mine = candidate.block().has(row, flag);
        boolean theirs = baseline.block().has(other, flag);
        long[] counts = only.computeIfAbsent(metric, m -> new long[2]);
        counts[0] += mine && !theirs ? 1 : 0;
        counts[1] += theirs && !mine ? 1 : 0;
    }

    private int baselineClass(int number) {
        return number < 0 ? number : baselineClass[number];
    }
}
