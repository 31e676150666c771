package io.jenkins.plugins.modeldelivery.drift;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.kernel.Computation;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The raw numbers of a report: the statistic of every permutation at every bandwidth, from which p-values, effect and verdict
 * are computed again. Those of the whole test hold those of its slices.
 *
 * @param obstacle why nothing was measured; in place of all that follows
 * @param movable what was permuted
 * @param defects of the data
 * @param statistics of every bandwidth, or of sigma alone where {@code least} stands for the others
 * @param least for each labelling the least of how many reach its statistic, by the bandwidth's weight, as base64 of little-endian
 *     integers
 * @param views in place of defects and statistics, where several were tested together
 * @param n reference rows of a slice; of the whole test the report says them
 * @param m current rows likewise
 * @param slices by their names
 * @param more what another release wrote
 */
public record Counts(
        Optional<String> obstacle,
        Optional<Movable> movable,
        @JsonInclude(NON_EMPTY) List<String> defects,
        @JsonInclude(NON_EMPTY) List<Permuted> statistics,
        Optional<String> least,
        @JsonInclude(NON_EMPTY) List<OfView> views,
        OptionalInt n,
        OptionalInt m,
        @JsonInclude(NON_EMPTY) Map<String, Counts> slices,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** Above this many bytes of numbers those of slices are thinned: evidence has at most 16 MiB. */
    private static final long MOST_BYTES = 8L << 20;

    /**
     * Units that change sides when labels are permuted.
     *
     * @param singleRows whether they are rows, not groups or bins of them
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Movable(int reference, int current, boolean singleRows) {
        static final Movable NONE = new Movable(0, 0, true);

        static Movable of(Bins bins) {
            return new Movable(bins.movableReference(), bins.movableCurrent(), bins.isSingleRows());
        }
    }

    /**
     * One of several views.
     *
     * @param width numbers per row
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record OfView(
            String field,
            @JsonProperty("d") int width,
            @JsonInclude(NON_EMPTY) List<String> defects,
            List<Permuted> statistics,
            Optional<String> least) {
        private static OfView of(Finding.OfView found) {
            return new OfView(
                    found.name(),
                    found.width(),
                    found.defects(),
                    permuted(found.measurement()),
                    Counts.least(found.measurement()));
        }

        private Finding.OfView found() {
            return new Finding.OfView(field, width, measured(statistics, least), defects);
        }
    }

    /**
     * The statistics of one bandwidth.
     *
     * @param values of every labelling, observed first, as base64 of little-endian doubles
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Permuted(
            double bandwidth,
            double mmd2,
            @JsonProperty("mmd2_biased") double biased,
            double variance,
            double tie,
            String values) {
        private static Permuted of(Statistics s) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(Double.BYTES * s.values().length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asDoubleBuffer().put(s.values());
            String values = Base64.getEncoder().encodeToString(bytes.array());
            return new Permuted(s.bandwidth(), s.mmd2(), s.biased(), s.variance(), s.tie(), values);
        }

        /** @throws IllegalArgumentException when the values are damaged */
        Statistics statistics() {
            byte[] bytes = Base64.getDecoder().decode(values);
            require(bytes.length > Double.BYTES && bytes.length % Double.BYTES == 0, "whole numbers of 8 bytes");
            double[] decoded = new double[bytes.length / Double.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(decoded);
            return new Statistics(bandwidth, decoded, mmd2, biased, variance, tie);
        }
    }

    public Counts {
        defects = List.copyOf(defects);
        statistics = List.copyOf(statistics);
        views = List.copyOf(views);
    }

    /** Empty where they would be too many even when those of slices are thinned. */
    static Optional<Counts> of(Finding whole, SortedMap<String, Finding> slices) {
        SortedMap<String, Finding> kept = slices;
        if (bytes(whole, slices) > MOST_BYTES) {
            kept = new TreeMap<>();
            for (Map.Entry<String, Finding> slice : slices.entrySet()) {
                kept.put(slice.getKey(), slice.getValue().thinned());
            }
        }
        if (bytes(whole, kept) > MOST_BYTES) {
            return Optional.empty();
        }
        Map<String, Counts> each = new TreeMap<>();
        kept.forEach((name, finding) ->
                each.put(name, of(finding, OptionalInt.of(finding.n()), OptionalInt.of(finding.m()), Map.of())));
        return Optional.of(of(whole, OptionalInt.empty(), OptionalInt.empty(), each));
    }

    private static long bytes(Finding whole, SortedMap<String, Finding> slices) {
        return bytes(whole) + slices.values().stream().mapToLong(Counts::bytes).sum();
    }

    private static long bytes(Finding finding) {
        return finding.views().stream()
                .map(Finding.OfView::measurement)
                .mapToLong(measured -> (long) Double.BYTES
                                * measured.ladder().size()
                                * measured.atSigma().values().length
                        + (long) Integer.BYTES
                                * measured.kept().map(kept -> kept.length).orElse(0))
                .sum();
    }

    private static Counts of(Finding finding, OptionalInt n, OptionalInt m, Map<String, Counts> slices) {
        boolean isMeasured = finding.together().isPresent();
        Optional<Finding.OfView> only =
                finding.views().size() == 1 ? Optional.of(finding.views().get(0)) : Optional.empty();
        return new Counts(
                isMeasured ? Optional.empty() : Optional.of(finding.obstacle()),
                isMeasured ? Optional.of(finding.movable()) : Optional.empty(),
                only.map(Finding.OfView::defects).orElse(List.of()),
                only.map(view -> permuted(view.measurement())).orElse(List.of()),
                only.flatMap(view -> least(view.measurement())),
                only.isPresent()
                        ? List.of()
                        : finding.views().stream().map(OfView::of).toList(),
                n,
                m,
                slices,
                Map.of());
    }

    private static List<Permuted> permuted(Measurement measurement) {
        return measurement.ladder().stream().map(Permuted::of).toList();
    }

    private static Optional<String> least(Measurement measurement) {
        return measurement.kept().map(kept -> {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * kept.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asIntBuffer().put(kept);
            return Base64.getEncoder().encodeToString(bytes.array());
        });
    }

    /**
     * What was found, from which these were made.
     *
     * @param referenceRows of the whole test, or of the slice
     * @param currentRows likewise
     * @param width numbers per row, where there is one view
     * @param method of the report
     * @throws IllegalArgumentException when something is missing or damaged
     */
    Finding finding(int referenceRows, int currentRows, int width, String method) {
        if (obstacle.isPresent()) {
            return Finding.obstacle(referenceRows, currentRows, obstacle.get(), method);
        }
        List<Finding.OfView> found = views.isEmpty()
                ? List.of(new Finding.OfView("", width, measured(statistics, least), defects))
                : views.stream().map(OfView::found).toList();
        int labellings = labellings(found.get(0));
        require(found.stream().allMatch(view -> labellings(view) == labellings), "as many permutations of every view");
        require(movable.isPresent(), "numbers of movable units");
        return new Finding(referenceRows, currentRows, found, movable.get(), method);
    }

    private static int labellings(Finding.OfView view) {
        return view.measurement().atSigma().values().length;
    }

    private static Measurement measured(List<Permuted> statistics, Optional<String> least) {
        List<Statistics> ladder = statistics.stream().map(Permuted::statistics).toList();
        require(ladder.size() == 1 || ladder.size() == Computation.LADDER.size(), "one or five bandwidths");
        int labellings = ladder.get(0).values().length;
        require(
                labellings > 1 && ladder.stream().allMatch(s -> s.values().length == labellings),
                "as many permutations at every bandwidth");
        if (least.isEmpty()) {
            return Measurement.of(ladder);
        }
        byte[] bytes = Base64.getDecoder().decode(least.get());
        require(ladder.size() == 1 && bytes.length == Integer.BYTES * labellings, "an integer for each permutation");
        int[] kept = new int[labellings];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(kept);
        return Measurement.of(ladder.get(0), kept);
    }

    /** How many labellings were tried at each bandwidth, beside the observed one. */
    int permutations() {
        List<Permuted> kept = views.isEmpty() ? statistics : views.get(0).statistics();
        return kept.isEmpty() ? 0 : kept.get(0).statistics().values().length - 1;
    }

    /** What was found in every slice. */
    SortedMap<String, Finding> findings() {
        SortedMap<String, Finding> findings = new TreeMap<>();
        slices.forEach((name, slice) -> {
            require(slice.n.isPresent() && slice.m.isPresent(), "rows of slice '" + name + "'");
            findings.put(name, slice.finding(slice.n.getAsInt(), slice.m.getAsInt(), 0, ""));
        });
        return findings;
    }

    private static void require(boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(expected + " were expected");
        }
    }
}
