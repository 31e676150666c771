package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.Computation;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The raw numbers of a report, {@code counts}: the statistic of every permutation at every bandwidth (observed first,
 * as base64 of little-endian doubles), from which p-values, effect and verdict are computed again.
 */
final class Counts {
    /** Above this many bytes of numbers they are left out: evidence has at most 16 MiB. */
    private static final long MOST_BYTES = 8L << 20;

    private Counts() {}

    /** Empty where they would be too many. */
    static Optional<ObjectNode> write(Finding whole, SortedMap<String, Finding> slices) {
        long bytes =
                bytes(whole) + slices.values().stream().mapToLong(Counts::bytes).sum();
        if (bytes > MOST_BYTES) {
            return Optional.empty();
        }
        ObjectNode json = write(whole);
        if (!slices.isEmpty()) {
            ObjectNode each = json.putObject("slices");
            slices.forEach((name, finding) ->
                    each.set(name, write(finding).put("n", finding.n()).put("m", finding.m())));
        }
        return Optional.of(json);
    }

    private static long bytes(Finding finding) {
        return finding.measurement()
                .map(m -> m.ladder().stream()
                        .mapToLong(s -> (long) Double.BYTES * s.values().length)
                        .sum())
                .orElse(0L);
    }

    private static ObjectNode write(Finding finding) {
        ObjectNode json = Json.object();
        if (finding.measurement().isEmpty()) {
            return json.put("obstacle", finding.obstacle());
        }
        json.putObject("movable")
                .put("reference", finding.movable().reference())
                .put("current", finding.movable().current())
                .put("singleRows", finding.movable().isSingleRows());
        if (!finding.defects().isEmpty()) {
            finding.defects().forEach(json.putArray("defects")::add);
        }
        ArrayNode statistics = json.putArray("statistics");
        finding.measurement().get().ladder().forEach(s -> statistics.add(write(s)));
        return json;
    }

    private static ObjectNode write(Statistics s) {
        ByteBuffer values =
                ByteBuffer.allocate(Double.BYTES * s.values().length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : s.values()) {
            values.putDouble(value);
        }
        return Json.object()
                .put("bandwidth", s.bandwidth())
                .put("mmd2", s.mmd2())
                .put("mmd2_biased", s.biased())
                .put("variance", s.variance())
                .put("tie", s.tie())
                .put("values", Base64.getEncoder().encodeToString(values.array()));
    }

    /** @throws IllegalArgumentException when something is missing or damaged */
    static SortedMap<String, Finding> readSlices(JsonNode counts) {
        SortedMap<String, Finding> slices = new TreeMap<>();
        counts.path("slices")
                .properties()
                .forEach(entry -> slices.put(
                        entry.getKey(),
                        read(
                                entry.getValue(),
                                entry.getValue().required("n").intValue(),
                                entry.getValue().required("m").intValue(),
                                "")));
        return slices;
    }

    /** @throws IllegalArgumentException likewise */
    static Finding read(JsonNode json, int n, int m, String method) {
        if (json.path("obstacle").isTextual()) {
            return Finding.obstacle(n, m, json.get("obstacle").textValue(), method);
        }
        List<String> defects = new ArrayList<>();
        json.path("defects").forEach(defect -> defects.add(defect.asText()));
        List<Statistics> ladder = new ArrayList<>();
        json.required("statistics").forEach(s -> ladder.add(statistics(s)));
        require(ladder.size() == 1 || ladder.size() == Computation.LADDER.size(), "one or five bandwidths");
        int labellings = ladder.get(0).values().length;
        require(
                labellings > 1 && ladder.stream().allMatch(s -> s.values().length == labellings),
                "as many permutations at every bandwidth");
        JsonNode movable = json.required("movable");
        return new Finding(
                n,
                m,
                Optional.of(Measurement.of(ladder)),
                new Finding.Movable(
                        movable.required("reference").intValue(),
                        movable.required("current").intValue(),
                        movable.required("singleRows").booleanValue()),
                List.copyOf(defects),
                "",
                method);
    }

    private static Statistics statistics(JsonNode json) {
        byte[] bytes = Base64.getDecoder().decode(json.required("values").asText());
        require(bytes.length > Double.BYTES && bytes.length % Double.BYTES == 0, "whole numbers of 8 bytes");
        double[] values = new double[bytes.length / Double.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
        return new Statistics(
                json.required("bandwidth").doubleValue(),
                values,
                json.required("mmd2").doubleValue(),
                json.required("mmd2_biased").doubleValue(),
                json.required("variance").doubleValue(),
                json.required("tie").doubleValue());
    }

    private static void require(boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(expected + " were expected");
        }
    }
}
