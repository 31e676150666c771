package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes a fingerprint of a file in one pass, or two when the bandwidth is not given. A row's hash is that of its {@code id},
 * or of its numbers where it has none; rows with the same hash are kept once.
 */
public final class Fingerprinting {
    private static final int MEDIAN_ROWS = 2000;

    private Fingerprinting() {}

    /**
     * @param embeddingModel id of the model that made the vectors, compared as it is
     * @param bandwidth sigma of the reference; empty for the median of this file
     */
    public static Fingerprint create(
            Path file, ReadOptions options, String embeddingModel, OptionalDouble bandwidth, Progress progress)
            throws BadInputException, InterruptedException {
        OptionalDouble given = bandwidth.isPresent() ? bandwidth : median(file, options, progress);
        double sigma = given.orElseThrow(() -> new BadInputException(
                file + " has fewer than two different rows, so it has no median distance; give --bandwidth"));
        Pass pass = new Pass(options.seed(), sigma);
        String sha256 = VectorFile.stream(file, options, progress, pass::row);
        if (pass.rows == 0) {
            throw new BadInputException(file + " holds no vectors; a fingerprint needs at least one");
        }
        Fingerprint.Identity identity =
                new Fingerprint.Identity(embeddingModel, options.seed(), sigma, pass.mean.length);
        return new Fingerprint(identity, Map.of(sha256, pass.part(sha256)), pass.kept);
    }

    /** The median bandwidth of a file (or of a seeded sample of it); empty with fewer than two different rows. */
    static OptionalDouble median(Path file, ReadOptions options, Progress progress)
            throws BadInputException, InterruptedException {
        ReadOptions sample = new ReadOptions(
                options.field(), options.groupBy(), options.slice(), false, MEDIAN_ROWS, options.seed());
        return DriftTest.medianBandwidth(VectorFile.read(file, sample, progress));
    }

    private static final class Pass {
        final SortedMap<Long, Half> kept = new TreeMap<>(Long::compareUnsigned);
        private final long seed;
        private final double sigma;
        private Features features;
        double[] mean = new double[0];
        private double squares;
        private final double[] sums = new double[Features.COUNT];
        long rows;

        Pass(long seed, double sigma) {
            this.seed = seed;
            this.sigma = sigma;
        }

        void row(double[] values, int width, String id, String group, String slice) throws BadInputException {
            if (rows == 0) {
                mean = new double[width];
                features = new Features(width, sigma, seed);
            } else if (width != mean.length) {
                throw new BadInputException("row " + (rows + 1) + " has " + width + " numbers where the first has "
                        + mean.length + "; all rows must have the same width");
            }
            rows++;
            for (int u = 0; u < width; u++) { // Welford 1962
                double before = values[u] - mean[u];
                mean[u] += before / rows;
                squares += before * (values[u] - mean[u]);
            }
            features.add(values, sums);
            long hash = id == null ? hash(values, width) : hash(id);
            if (kept.size() < Fingerprint.CAPACITY || Long.compareUnsigned(hash, kept.lastKey()) <= 0) {
                kept.merge(hash, Half.of(values, width), Half::either);
                Fingerprint.trim(kept);
            }
        }

        private long hash(double[] values, int width) {
            long hash = SplitMix.mix(seed + 1);
            for (int u = 0; u < width; u++) {
                hash = SplitMix.mix(hash * 31 + Double.doubleToLongBits(values[u] + 0.0));
            }
            return hash;
        }

        private long hash(String id) {
            long hash = SplitMix.mix(seed + 2);
            for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
                hash = SplitMix.mix(hash * 31 + b);
            }
            return hash;
        }

        Part part(String sha256) {
            double[] features = Arrays.stream(sums).map(sum -> sum / rows).toArray();
            return new Part(sha256, rows, mean, squares / rows, features);
        }
    }
}
