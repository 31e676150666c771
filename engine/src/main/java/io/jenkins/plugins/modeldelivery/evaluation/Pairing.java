package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

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
        // an eval set has each id once, whatever its trials
        boolean trials = baseline.hasTrials();
        partner = new int[rows.rows];
        Arrays.setAll(
                partner,
                row -> rows.has(row, Block.HAS_ID)
                        ? baseline.ids().find(rows.high[row], rows.low[row], trials ? rows.trial[row] : 0)
                        : -1);
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
        long found = Arrays.stream(partner).filter(row -> row >= 0).distinct().count();
        long conflicts = 0;
        for (int row = 0; row < partner.length; row++) {
            if (partner[row] >= 0) {
                int label = baselineClass(baseline.block().label[partner[row]]);
                int own = candidate.block().label[row];
                conflicts += label != own && label != Dictionary.NONE && own != Dictionary.NONE ? 1 : 0;
            }
        }
        return new Coverage(common, candidate.count() - common, baseline.count() - found, conflicts, Map.of());
    }

    /** The line of the candidate's first row that the baseline has not. */
    public OptionalLong firstUnknown() {
        return IntStream.range(0, partner.length)
                .filter(row -> partner[row] < 0)
                .mapToLong(row -> candidate.block().line[row])
                .findFirst();
    }

    /** Rows of which both say how often they were drawn, and not the same. */
    public long drawnConflicts() {
        int[] own = candidate.block().drawn;
        int[] other = baseline.block().drawn;
        return IntStream.range(0, partner.length)
                .filter(row ->
                        partner[row] >= 0 && own[row] > 0 && other[partner[row]] > 0 && own[row] != other[partner[row]])
                .count();
    }

    /** Whether both predicted the same single value for a row of the candidate. */
    boolean predictsTheSame(int row) {
        int own = candidate.block().prediction[row];
        return own >= 0
                && !candidate.block().has(row, Block.FAILED)
                && !baseline.block().has(partner[row], Block.FAILED)
                && own == baselineClass(baseline.block().prediction[partner[row]]);
    }

    /** The baseline's row of each of the candidate's, or -1. */
    int[] partners() {
        return partner;
    }

    Rows baseline() {
        return baseline;
    }

    private int baselineClass(int number) {
        return number < 0 ? number : baselineClass[number];
    }
}
