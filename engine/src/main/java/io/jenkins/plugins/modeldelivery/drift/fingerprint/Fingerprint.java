package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A data set in about 3 MB. Merging is commutative, associative and idempotent, and the merged fingerprints of shards hold
 * the same rows and totals as the fingerprint of the whole.
 */
public final class Fingerprint {
    /** Rows kept: those with the smallest hashes. */
    public static final int CAPACITY = 2048;

    private final Identity identity;
    private final SortedMap<String, Part> parts;
    private final SortedMap<Long, Half> rows;

    /**
     * What must be equal for two fingerprints to be merged.
     *
     * @param embeddingModel id of the model that made the vectors
     * @param seed of hashes and random features
     * @param bandwidth sigma, pinned so that months stay comparable
     * @param width numbers per row
     */
    public record Identity(String embeddingModel, long seed, double bandwidth, int width) {
        private String embedder() {
            return (embeddingModel.isEmpty() ? "a model that was not named" : "'" + embeddingModel + "'") + " (" + width
                    + " numbers)";
        }
    }

    Fingerprint(Identity identity, Map<String, Part> parts, Map<Long, Half> rows) {
        this.identity = identity;
        this.parts = new TreeMap<>(parts);
        this.rows = new TreeMap<>(Long::compareUnsigned);
        this.rows.putAll(rows);
        trim(this.rows);
    }

    static void trim(SortedMap<Long, Half> rows) {
        while (rows.size() > CAPACITY) {
            rows.remove(rows.lastKey());
        }
    }

    public Identity identity() {
        return identity;
    }

    SortedMap<String, Part> parts() {
        return parts;
    }

    SortedMap<Long, Half> sampled() {
        return rows;
    }

    /** Rows of the data set, all files together. */
    public long rows() {
        return parts.values().stream().mapToLong(Part::rows).sum();
    }

    /** Rows kept. */
    public int sampleSize() {
        return rows.size();
    }

    /** The mean of each column over all rows. */
    public double[] mean() {
        double[] mean = new double[identity.width()];
        for (Part part : parts.values()) {
            add(mean, part.mean(), (double) part.rows() / rows());
        }
        return mean;
    }

    private double[] features() {
        double[] mean = new double[Features.COUNT];
        for (Part part : parts.values()) {
            add(mean, part.features(), (double) part.rows() / rows());
        }
        return mean;
    }

    private static void add(double[] sum, double[] values, double weight) {
        for (int u = 0; u < sum.length; u++) {
            sum[u] += weight * values[u];
        }
    }

    /**
     * Both data sets as one.
     *
     * @throws BadInputException when embedding model, seed, bandwidth or width differ
     */
    public Fingerprint merge(Fingerprint other) throws BadInputException {
        if (!identity.equals(other.identity)) {
            throw new BadInputException("fingerprints of different kinds cannot be merged: " + identity + " and "
                    + other.identity + "; create the second one with --like the first");
        }
        Map<String, Part> allParts = new TreeMap<>(parts);
        allParts.putAll(other.parts);
        Map<Long, Half> allRows = new TreeMap<>(rows);
        other.rows.forEach((hash, row) -> allRows.merge(hash, row, Half::either));
        return new Fingerprint(identity, allParts, allRows);
    }

    /** A rough MMD² from the random features, for a trend; empty parts, other models or seeds give NaN. */
    public double trend(Fingerprint other) {
        return identity.equals(other.identity) ? Features.distance(features(), other.features()) : Double.NaN;
    }

    /**
     * The exact test between the kept rows, at this fingerprint's bandwidth. Another embedding model makes the answer
     * INCONCLUSIVE ("not comparable"), never a shift.
     */
    public DriftReport compare(Fingerprint current, DriftOptions options, Progress progress)
            throws BadInputException, InterruptedException {
        Identity now = current.identity;
        if (!identity.embeddingModel().equals(now.embeddingModel()) || identity.width() != now.width()) {
            return DriftTest.incomparable(
                    vectors(),
                    current.vectors(),
                    options,
                    "not comparable: the reference was embedded by " + identity.embedder()
                            + ", the current data by " + now.embedder()
                            + "; take a new reference with the current model");
        }
        DriftOptions pinned =
                options.bandwidth().isPresent() ? options : options.withPinnedBandwidth(identity.bandwidth());
        return DriftTest.compare(vectors(), current.vectors(), pinned, progress);
    }

    /** SHA-256 of the data set: of its file, or of the sorted list of its files' where it was merged. */
    public String sha256() {
        String hashes = String.join("\n", parts.keySet());
        return parts.size() == 1 ? hashes : Sha256.of(hashes.getBytes(StandardCharsets.UTF_8));
    }

    /** The kept rows. */
    public Vectors vectors() {
        float[][] decoded = rows.values().stream().map(Half::decode).toArray(float[][]::new);
        return Vectors.of(decoded).withSource(new Vectors.Source(sha256(), rows()));
    }

    /** The versioned document. */
    public ObjectNode toJson() {
        return FingerprintDocument.write(this);
    }
}
