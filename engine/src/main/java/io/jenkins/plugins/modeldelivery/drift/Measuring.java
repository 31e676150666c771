package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.kernel.Computation;
import io.jenkins.plugins.modeldelivery.drift.kernel.Distances;
import io.jenkins.plugins.modeldelivery.drift.kernel.Labellings;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.kernel.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Chooses the bandwidth, computes the statistics and ranks them. */
final class Measuring {
    private static final int SIGMA_STREAM = -3;
    private static final int MEDIAN_ROWS = 2000; // of more, a sample: the median moves little, and pairs are n²

    private final Samples samples;
    private final DriftOptions options;
    private final Bins bins;
    private final Computation computation;

    Measuring(Samples samples, DriftOptions options, Workers workers) {
        this.samples = samples;
        this.options = options;
        this.bins = bins();
        this.computation = samples.computation(options, workers);
    }

    private Bins bins() {
        return samples.groups()
                .map(keys -> Bins.ofGroups(keys[0], keys[1], options.seed()))
                .orElseGet(() -> Bins.ofSize(samples.n(), samples.m(), options.seed()));
    }

    Bins usedBins() {
        return bins;
    }

    /** The bandwidth and what it rests on. */
    record Bandwidth(double sigma, String source, boolean isDegenerate) {}

    /** Sigma as given, or the root of half the median squared distance; empty when all rows are equal. */
    Optional<Bandwidth> bandwidth() throws InterruptedException {
        if (options.bandwidth().isPresent()) {
            return Optional.of(new Bandwidth(options.bandwidth().getAsDouble(), "given", false));
        }
        int[] rows = medianRows();
        Distances distances = computation.distances(rows);
        boolean isSampled = rows.length < samples.n() + samples.m();
        String source = isSampled ? "pooled median of a seeded sample of " + rows.length + " rows" : "pooled median";
        double median = distances.median();
        if (median > 0) {
            return Optional.of(new Bandwidth(StrictMath.sqrt(median / 2), source, false));
        }
        double fallback = distances.medianOfNonZero();
        return fallback > 0
                ? Optional.of(new Bandwidth(Math.sqrt(fallback / 2), "median of the distances that are not zero", true))
                : Optional.empty();
    }

    private int[] medianRows() {
        int[] rows = new int[samples.n() + samples.m()];
        Arrays.setAll(rows, i -> i);
        if (rows.length <= MEDIAN_ROWS) {
            return rows;
        }
        new SplitMix(options.seed(), SIGMA_STREAM).chooseFirst(rows, MEDIAN_ROWS);
        int[] chosen = Arrays.copyOf(rows, MEDIAN_ROWS);
        Arrays.sort(chosen);
        return chosen;
    }

    Measurement measure(double sigma) throws InterruptedException {
        Labellings labellings = Labellings.draw(bins, options.permutations(), options.seed());
        return Measurement.of(
                options.test() == DriftOptions.Kind.SINGLE
                        ? List.of(computation.single(sigma, bins, labellings))
                        : List.of(computation.ladder(sigma, bins, labellings)));
    }
}
