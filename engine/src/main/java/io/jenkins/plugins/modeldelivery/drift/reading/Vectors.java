package io.jenkins.plugins.modeldelivery.drift.reading;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final double[][] table;
    private final Labels labels;
    private final List<View> views;
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

    /** @param table the rows as they were read, where they are a table with named columns; else null */
    Vectors(
            double[] origin,
            double[][] exact,
            float[][] compact,
            double[][] table,
            Labels labels,
            List<View> views,
            Source source) {
        this.origin = origin;
        this.exact = exact;
        this.compact = compact;
        this.table = table;
        this.labels = labels;
        this.views = List.copyOf(views);
        this.source = source;
    }

    /** Rows of equal width as they are. */
    public static Vectors of(double[][] rows) {
        return of(List.of(View.numbers("", width(rows))), rows);
    }

    /** The same, where a row holds several views beside each other. */
    public static Vectors of(List<View> views, double[][] rows) {
        return new Vectors(
                new double[width(rows)], rows.clone(), null, null, Labels.NONE, views, new Source("", rows.length));
    }

    /** Single-precision rows of equal width as they are. */
    public static Vectors of(float[][] rows) {
        return of(List.of(View.numbers("", rows.length == 0 ? 0 : rows[0].length)), rows);
    }

    /** The same, where a row holds several views beside each other. */
    public static Vectors of(List<View> views, float[][] rows) {
        double[] origin = new double[rows.length == 0 ? 0 : rows[0].length];
        return new Vectors(origin, null, rows.clone(), null, Labels.NONE, views, new Source("", rows.length));
    }

    /** The same sample with a group key for each row. */
    public Vectors withGroups(String... groups) {
        Labels grouped = new Labels(labels.ids(), groups.clone(), labels.slices());
        return new Vectors(origin, exact, compact, table, grouped, views, source);
    }

    /** The same sample with where it came from. */
    public Vectors withSource(Source other) {
        return new Vectors(origin, exact, compact, table, labels, views, other);
    }

    /** The same sample with each column less a middle, divided by a scale. */
    public Vectors scaled(double[] middle, double[] scale) {
        return rewritten(views, width(), (row, into) -> {
            for (int u = 0; u < row.length; u++) {
                into[u] = (row[u] - middle[u]) / scale[u];
            }
        });
    }

    /** What a row becomes. */
    private interface Rewriting {
        void write(double[] row, double[] into);
    }

    private Vectors rewritten(List<View> becoming, int columns, Rewriting rewriting) {
        double[][] doubles = exact == null ? null : new double[exact.length][columns];
        float[][] floats = exact == null ? new float[compact.length][columns] : null;
        double[] row = new double[width()];
        double[] into = new double[columns];
        for (int i = 0; i < rows(); i++) {
            copy(i, row);
            Arrays.fill(into, 0);
            rewriting.write(row, into);
            for (int u = 0; u < columns; u++) {
                if (doubles == null) {
                    floats[i][u] = (float) into[u];
                } else {
                    doubles[i][u] = into[u];
                }
            }
        }
        return new Vectors(new double[columns], doubles, floats, null, labels, becoming, source);
    }

    /** What rows hold, beside each other. */
    public List<View> views() {
        return views;
    }

    /** The rows as they were read, where they are a table with named columns. */
    public Optional<double[][]> table() {
        return Optional.ofNullable(table).map(double[][]::clone);
    }

    /** One of the views alone; the rows are the same. */
    public Vectors view(int number) {
        if (views.size() == 1) {
            return this;
        }
        int from = views.subList(0, number).stream().mapToInt(View::width).sum();
        int to = from + views.get(number).width();
        return new Vectors(
                Arrays.copyOfRange(origin, from, to),
                exact == null
                        ? null
                        : Arrays.stream(exact)
                                .map(row -> Arrays.copyOfRange(row, from, to))
                                .toArray(double[][]::new),
                compact == null
                        ? null
                        : Arrays.stream(compact)
                                .map(row -> Arrays.copyOfRange(row, from, to))
                                .toArray(float[][]::new),
                null,
                labels,
                List.of(views.get(number)),
                source);
    }

    /**
     * The only view with a number for each of these classes: its score, 0 for a class that it does not have; or 1 for the class that a row is of.
     *
     * @param classes all that it has, and perhaps more
     */
    public Vectors over(List<String> classes) {
        View own = views.get(0);
        Map<String, Integer> places = new HashMap<>();
        classes.forEach(name -> places.put(name, places.size()));
        int[] place = own.names().stream().mapToInt(places::get).toArray();
        return rewritten(List.of(own.named(classes)), classes.size(), (row, into) -> {
            for (int c = 0; own.kind() == View.Kind.SCORES && c < row.length; c++) {
                into[place[c]] = row[c];
            }
            if (own.kind() == View.Kind.LABEL) {
                into[place[(int) Math.rint(row[0])]] = 1;
            }
        });
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
                null,
                labels.only(rows),
                views,
                new Source(source.sha256(), rows.length));
    }
}
