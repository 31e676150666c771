package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorSink;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes a fingerprint of rows, in one pass. A row's hash is that of its {@code id}, or of its numbers where it has none; rows
 * with the same hash are kept once.
 */
public final class Fingerprinting implements VectorSink {
    private final SortedMap<Long, Half> kept = new TreeMap<>(Long::compareUnsigned);
    private final String source;
    private final long seed;
    private int columns;
    private long rows;

    Fingerprinting(String source, long seed) {
        this.source = source;
        this.seed = seed;
    }

    /**
     * The fingerprint of a file, which can be a reference.
     *
     * @param embeddingModel id of the model that made the vectors, compared as it is
     * @param bandwidth sigma to pin; empty for the median of the rows that are kept
     * @throws BadInputException also where there is no bandwidth
     */
    public static Fingerprint create(
            Path file, ReadOptions options, String embeddingModel, OptionalDouble bandwidth, Progress progress)
            throws BadInputException, InterruptedException {
        try (VectorFile opened = VectorFile.open(file)) {
            return requireBandwidth(create(opened, file, options, embeddingModel, bandwidth, progress), file);
        }
    }

    /** The same for an open file; of a shard, which may hold a single row and have no bandwidth until it is merged. */
    public static Fingerprint create(
            VectorFile opened,
            Path file,
            ReadOptions options,
            String embeddingModel,
            OptionalDouble bandwidth,
            Progress progress)
            throws BadInputException, InterruptedException {
        Fingerprinting pass = new Fingerprinting(file.toString(), options.seed());
        opened.stream(options, progress, pass);
        return pass.made(opened, embeddingModel, bandwidth)
                .orElseThrow(
                        () -> new BadInputException(
                                pass.rows == 0
                                        ? file + " holds no vectors; a fingerprint needs at least one"
                                        : file + " holds a class in one of " + String.join(", ", options.views())
                                                + ", which no fingerprint keeps; keep its scores, or give the rows of both sides"));
    }

    /** A fingerprint to compare others with; without a bandwidth it never tells anything. */
    public static Fingerprint requireBandwidth(Fingerprint made, Path file) throws BadInputException {
        if (made.bandwidth().isEmpty()) {
            throw new BadInputException(file
                    + " has fewer than two different rows, so it has no bandwidth at which others could be compared");
        }
        return made;
    }

    @Override
    public void row(double[] values, int width, String id, String group, String slice) throws BadInputException {
        if (width == 0) {
            throw new BadInputException(source + " row " + (rows + 1) + " holds no numbers");
        } else if (rows == 0) {
            columns = width;
        } else if (width != columns) {
            throw new BadInputException(source + " row " + (rows + 1) + " has " + width
                    + " numbers where the first has " + columns + "; all rows must have the same width");
        }
        rows++;
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

    /**
     * What came of the rows.
     *
     * @param read the file they are of
     * @return empty without rows, or where a view is a class
     */
    Optional<Fingerprint> made(VectorFile read, String embeddingModel, OptionalDouble bandwidth) {
        return rows == 0
                ? Optional.empty()
                : Fingerprint.Identity.of(embeddingModel, seed, columns, read.vectorViews())
                        .map(identity -> new Fingerprint(identity, bandwidth, Map.of(read.sha256(), rows), kept));
    }
}
