package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** Candidate and baseline on the same ids. */
public final class Pairing {
    private final Rows candidate;
    private final Rows baseline;
    private final int[] partner;
    private final int[] baselineClass;

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

    /** Ids of one file that the other has not, and labels on which they disagree. */
    public ObjectNode coverage() {
        long common = Arrays.stream(partner).filter(row -> row >= 0).count();
        long conflicts = 0;
        for (int row = 0; row < partner.length; row++) {
            if (partner[row] >= 0) {
                int label = baselineClass(baseline.block().label[partner[row]]);
                int own = candidate.block().label[row];
                conflicts += label != own && label != Dictionary.NONE && own != Dictionary.NONE ? 1 : 0;
            }
        }
        return Json.object()
                .put("common", common)
                .put("onlyCandidate", candidate.count() - common)
                .put("onlyBaseline", Math.max(0, baseline.count() - common))
                .put("labelConflicts", conflicts);
    }

    /** Counts over the common rows: {@code candidate}, {@code baseline} (samples) and what changed between them. */
    public ObjectNode all(Tally tally) {
        return count(tally, row -> true);
    }

    /** The same for each value of a slice field (as the candidate's rows have it). */
    public ObjectNode slices(Tally tally, String field) {
        ObjectNode json = Json.object();
        int[] slice = candidate.slice(field);
        for (int i = 0; i < candidate.sliceValues(field).size(); i++) {
            int value = i;
            json.set(candidate.sliceValues(field).get(i), count(tally, row -> slice[row] == value));
        }
        return json;
    }

    private ObjectNode count(Tally tally, IntPredicate chosen) {
        IntPredicate paired = row -> partner[row] >= 0 && chosen.test(row);
        boolean[] partnered = new boolean[baseline.count()];
        Map<Metric, long[]> only = new java.util.EnumMap<>(Metric.class);
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
        ObjectNode json = Json.object();
        json.set("candidate", tally.count(candidate, paired));
        json.set("baseline", tally.count(baseline, row -> partnered[row]));
        only.forEach((metric, counts) ->
                json.putObject(metric.key()).put("candidateOnly", counts[0]).put("baselineOnly", counts[1]));
        if (!tooMany) {
            joint.writeTo(json.putArray("joint"));
        }
        return json;
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
