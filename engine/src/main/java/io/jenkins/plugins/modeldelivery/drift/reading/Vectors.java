package io.jenkins.plugins.modeldelivery.drift.reading;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A sample: rows of equal width, all finite. Kept either exactly or, to halve the memory, in single precision relative to
 * its first row, which keeps the precision of data far from zero.
 */
public final class Vectors {
    private final double[] origin;
    private final double[][] exact;
    private final float[][] compact;
    private final Labels labels;
    private final Source source;

    /**
     * Where a sample came from.
     *
     * @param sha256 of the file; empty for numbers made in memory
     * @param rows before sampling
     * @param member which array of an archive; empty where the file is none
     */
    public record Source(String sha256, long rows, String member) {
        public Source(String sha256, long rows) {
            this(sha256, rows, "");
        }
    }

    record Labels(String[] ids, String[] groups, String[] slices) {
        static final Labels NONE = new Labels(null, null, null);

        Labels only(int[] rows) {
            return new Labels(pick(ids, rows), pick(groups, rows), pick(slices, rows));
        }

        private static String[] pick(String[] all, int[] rows) {
            return all == null
                    ? null
                    : Arrays.stream(rows).mapToObj(i -> all[i]).toArray(String[]::new);
        }
    }

    Vectors(double[] origin, double[][] exact, float[][] compact, Labels labels, Source source) {
        this.origin = origin;
        this.exact = exact;
        this.compact = compact;
        this.labels = labels;
        this.source = source;
    }

    /** Rows of equal width as they are. */
    public static Vectors of(double[][] rows) {
        return new Vectors(new double[width(rows)], rows.clone(), null, Labels.NONE, new Source("", rows.length));
    }

    /** Single-precision rows of equal width as they are. */
    public static Vectors of(float[][] rows) {
        double[] origin = new double[rows.length == 0 ? 0 : rows[0].length];
        return new Vectors(origin, null, rows.clone(), Labels.NONE, new Source("", rows.length));
    }

    /** The same sample with a group key for each row. */
    public Vectors withGroups(String... groups) {
        Labels grouped = new Labels(labels.ids(), groups.clone(), labels.slices());
        return new Vectors(origin, exact, compact, grouped, source);
    }

    /** The same sample with where it came from. */
    public Vectors withSource(Source other) {
        return new Vectors(origin, exact, compact, labels, other);
    }

    /** The same sample with each column less a middle, divided by a scale. */
    public Vectors scaled(double[] middle, double[] scale) {
        double[][] doubles = exact == null ? null : new double[exact.length][width()];
        float[][] floats = exact == null ? new float[compact.length][width()] : null;
        double[] row = new double[width()];
        for (int i = 0; i < rows(); i++) {
            copy(i, row);
            for (int u = 0; u < row.length; u++) {
                double value = (row[u] - middle[u]) / scale[u];
                if (doubles == null) {
                    floats[i][u] = (float) value;
                } else {
                    doubles[i][u] = value;
                }
            }
        }
        return new Vectors(new double[width()], doubles, floats, labels, source);
    }

    private static int width(double[][] rows) {
        return rows.length == 0 ? 0 : rows[0].length;
    }

    public int rows() {
        return exact == null ? compact.length : exact.length;
    }

    /** Numbers per row; 0 without rows. */
    public int width() {
        return origin.length;
    }

    public Source source() {
        return source;
    }

    /** Whether only a seeded sample of the source's rows was kept. */
    public boolean isSampled() {
        return rows() < source.rows();
    }

    /** Copies one row, or its first columns, into an array of at most {@link #width()} numbers. */
    public void copy(int row, double[] into) {
        if (exact != null) {
            System.arraycopy(exact[row], 0, into, 0, into.length);
            return;
        }
        float[] values = compact[row];
        for (int u = 0; u < into.length; u++) {
            into[u] = origin[u] + values[u];
        }
    }

    /**
     * Writes one row less a point, divided by a scale.
     *
     * @param into at least {@link #width()} numbers
     */
    public void copy(int row, double[] point, double scale, float[] into) {
        if (exact != null) {
            move(exact[row], point, scale, into);
            return;
        }
        float[] values = compact[row];
        for (int u = 0; u < values.length; u++) {
            into[u] = (float) ((origin[u] + values[u] - point[u]) / scale);
        }
    }

    private static void move(double[] values, double[] point, double scale, float[] into) {
        for (int u = 0; u < values.length; u++) {
            into[u] = (float) ((values[u] - point[u]) / scale);
        }
    }

    /** The group keys, one per row, when the sample was read with a group field. */
    public Optional<String[]> groups() {
        return Optional.ofNullable(labels.groups()).map(String[]::clone);
    }

    /** The slice keys, one per row, when the sample was read with a slice field. */
    public Optional<String[]> slices() {
        return Optional.ofNullable(labels.slices()).map(String[]::clone);
    }

    /** The row's {@code id}, when it had one. */
    public Optional<String> id(int row) {
        return Optional.ofNullable(labels.ids() == null ? null : labels.ids()[row]);
    }

    /** The rows that fulfil a condition, in their order. */
    public Vectors where(IntPredicate condition) {
        int[] rows = IntStream.range(0, rows()).filter(condition).toArray();
        return new Vectors(
                origin,
                exact == null
                        ? null
                        : Arrays.stream(rows).mapToObj(i -> exact[i]).toArray(double[][]::new),
                compact == null
                        ? null
                        : Arrays.stream(rows).mapToObj(i -> compact[i]).toArray(float[][]::new),
                labels.only(rows),
                new Source(source.sha256(), rows.length));
    }
}
