package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.kernel.Computation;
import io.jenkins.plugins.modeldelivery.drift.kernel.DoubleComputation;
import io.jenkins.plugins.modeldelivery.drift.kernel.FloatComputation;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.kernel.Workers;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reference and current sample of the same width, pooled. */
record Samples(Vectors reference, Vectors current) {
    private static final int FEW_COLUMNS = 8; // tell rows apart almost always, in a hundredth of the time
    private static final int CENTRED_BY = 64;
    private static final int COLUMNS_AT_ONCE = 64;
    private static final int MOST_PAIRS = 512;
    private static final int MOST_DIFFERENCES = 1 << 22;
    private static final int PAIRING_STREAM = -8;
    private static final double NEARLY_ALL = 0.95;
    private static final int CENTRING_STREAM = -7;

    static Samples of(Vectors reference, Vectors current) throws BadInputException {
        if (reference.rows() > 0 && current.rows() > 0 && reference.width() != current.width()) {
            throw new BadInputException(
                    "the reference has rows of " + reference.width() + " numbers, the current data of "
                            + current.width() + "; compare vectors of the same embedding model");
        }
        return new Samples(reference, current);
    }

    int n() {
        return reference.rows();
    }

    int m() {
        return current.rows();
    }

    int width() {
        return n() > 0 ? reference.width() : current.width();
    }

    /** Copies a pooled row, or its first columns: reference first, then current. */
    void copy(int row, double[] into) {
        if (row < n()) {
            reference.copy(row, into);
        } else {
            current.copy(row - n(), into);
        }
    }

    /** The first column whose value never changes, with a note how many there are. */
    Optional<String> constantColumns() {
        double[] first = new double[width()];
        double[] row = new double[width()];
        int[] constant = new int[width()];
        for (int u = 0; u < constant.length; u++) {
            constant[u] = u;
        }
        int count = constant.length;
        copy(0, first);
        for (int i = 1; i < n() + m() && count > 0; i++) {
            copy(i, row);
            count = keepUnchanged(constant, count, row, first);
        }
        return switch (count) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(column(constant[0]) + " is constant");
            default -> Optional.of(count + " columns are constant, the first is " + column(constant[0]));
        };
    }

    private String column(int number) {
        return reference.views().get(0).column(number);
    }

    /** Moves the columns whose values are equal to the front and tells how many they are. */
    private static int keepUnchanged(int[] columns, int count, double[] row, double[] first) {
        int kept = 0;
        for (int c = 0; c < count; c++) {
            if (Double.compare(row[columns[c]], first[columns[c]]) == 0) {
                columns[kept++] = columns[c];
            }
        }
        return kept;
    }

    /** The column that alone makes nearly all of the distance between most rows, in the middle of a sentence. */
    Optional<String> dominatingColumn() {
        int pairs = Math.max(MOST_PAIRS / 8, Math.min(MOST_PAIRS, MOST_DIFFERENCES / width()));
        double[][] differences = new double[width()][pairs];
        double[] one = new double[width()];
        double[] other = new double[width()];
        SplitMix random = new SplitMix(0, PAIRING_STREAM);
        for (int i = 0; i < pairs; i++) {
            copy(random.nextInt(n() + m()), one);
            copy(random.nextInt(n() + m()), other);
            for (int u = 0; u < one.length; u++) {
                differences[u][i] = Math.abs(one[u] - other[u]);
            }
        }
        double sum = 0;
        int most = 0;
        int moving = 0;
        double[] typical = new double[width()];
        for (int u = 0; u < typical.length; u++) {
            Arrays.sort(differences[u]);
            typical[u] = differences[u][9 * pairs / 10] * differences[u][9 * pairs / 10]; // an outlier is not typical
            moving += differences[u][pairs - 1] > 0 ? 1 : 0;
            sum += typical[u];
            most = typical[u] > typical[most] ? u : most;
        }
        return moving > 1 && sum > 0 && typical[most] >= NEARLY_ALL * sum
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%s alone makes %.3f %% of the distance between rows",
                        column(most),
                        Math.floor(1e5 * typical[most] / sum) / 1e3))
                : Optional.empty();
    }

    /** Of rows with 1 for the class that each is of: whether half of them are of a class of their own, and nothing can be seen. */
    Optional<String> lonelyClasses() {
        int[] rows = new int[width()];
        double[] row = new double[width()];
        for (int i = 0; i < n() + m(); i++) {
            copy(i, row);
            for (int c = 0; c < row.length; c++) {
                rows[c] += row[c] > 0 ? 1 : 0;
            }
        }
        long lonely = IntStream.of(rows).filter(count -> count == 1).count();
        return 2 * lonely >= n() + m()
                ? Optional.of("degenerate data: " + lonely + " of " + (n() + m())
                        + " rows have a class of their own, so it is no class; a text is compared with --text")
                : Optional.empty();
    }

    /** Both samples with each column less its pooled median, by its interquartile range (or its range, where that is 0). */
    Samples scaled() {
        double[] middle = new double[width()];
        double[] scale = new double[width()];
        for (int from = 0; from < width(); from += COLUMNS_AT_ONCE) {
            double[][] some = columns(from, Math.min(width(), from + COLUMNS_AT_ONCE));
            for (int u = 0; u < some.length; u++) {
                Arrays.sort(some[u]);
                double[] column = some[u];
                middle[from + u] = column[column.length / 2];
                double range = column[3 * column.length / 4] - column[column.length / 4];
                double all = column[column.length - 1] - column[0];
                scale[from + u] = range > 0 ? range : all > 0 ? all : 1;
            }
        }
        return new Samples(reference.scaled(middle, scale), current.scaled(middle, scale));
    }

    private double[][] columns(int from, int to) {
        double[][] columns = new double[to - from][n() + m()];
        double[] row = new double[width()];
        for (int i = 0; i < n() + m(); i++) {
            copy(i, row);
            for (int u = from; u < to; u++) {
                columns[u - from][i] = row[u];
            }
        }
        return columns;
    }

    /** Which sample alone has a median distance of zero: more than half of all pairs of its rows are equal. */
    Optional<String> repeated() {
        return isRepeated(0, n())
                ? Optional.of("reference")
                : isRepeated(n(), m()) ? Optional.of("current data") : Optional.empty();
    }

    private boolean isRepeated(int from, int count) {
        return isRepeated(from, count, Math.min(FEW_COLUMNS, width())) && isRepeated(from, count, width());
    }

    private boolean isRepeated(int from, int count, int columns) {
        Map<Long, Integer> copies = new HashMap<>();
        double[] row = new double[columns];
        long equal = 0;
        for (int i = from; i < from + count; i++) {
            copy(i, row);
            long hash = 0;
            for (double value : row) {
                hash = SplitMix.mix(hash * 31 + Double.doubleToLongBits(value + 0.0));
            }
            equal += copies.merge(hash, 1, Integer::sum) - 1;
        }
        return 4 * equal > (long) count * (count - 1);
    }

    Computation computation(DriftOptions options, Workers workers) {
        return options.precision() == DriftOptions.Precision.DOUBLE ? exact(workers) : fast(workers);
    }

    private Computation exact(Workers workers) {
        double[][] points = new double[n() + m()][width()];
        for (int i = 0; i < points.length; i++) {
            copy(i, points[i]);
        }
        return new DoubleComputation(points, workers);
    }

    /** Centred by some rows, as any point among them all will do; by all of them where some say too little. */
    private Computation fast(Workers workers) {
        Centring some = centring(drawn());
        if (!some.isFlat()) {
            FloatComputation computation = fast(some, workers);
            if (computation.isInRange()) {
                return computation;
            }
        }
        return fast(centring(IntStream.range(0, n() + m()).toArray()), workers);
    }

    /** Some rows, which do not follow the order of a file. */
    int[] drawn() {
        SplitMix random = new SplitMix(0, CENTRING_STREAM);
        int[] rows = new int[CENTRED_BY];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.nextInt(n() + m());
        }
        return rows;
    }

    private Centring centring(int... rows) {
        Centring centring = new Centring(rows.length, width());
        double[] values = new double[width()];
        for (int row : rows) {
            copy(row, values);
            centring.add(values);
        }
        return centring;
    }

    private FloatComputation fast(Centring centring, Workers workers) {
        float[][] points = new float[n() + m()][FloatComputation.paddedWidth(width())];
        double scale = centring.scale();
        double[] middle = centring.middle();
        for (int i = 0; i < n(); i++) {
            reference.copy(i, middle, scale, points[i]);
        }
        for (int i = 0; i < m(); i++) {
            current.copy(i, middle, scale, points[n() + i]);
        }
        return new FloatComputation(points, scale, workers);
    }

    /** What moves together when labels are permuted. */
    Bins bins(long seed) {
        return groups().map(keys -> Bins.ofGroups(keys[0], keys[1], seed)).orElseGet(() -> Bins.ofSize(n(), m(), seed));
    }

    /** The group keys of the reference and of the current rows, when both were read with a group field. */
    Optional<String[][]> groups() {
        return reference.groups().isPresent() && current.groups().isPresent()
                ? Optional.of(new String[][] {
                    reference.groups().get(), current.groups().get()
                })
                : Optional.empty();
    }

    /**
     * Middle and range of the columns of some rows, to move a sample into the middle of single precision and scale it by a power
     * of two, so that nothing but rounding is lost. The middle is a median of means: one row far from all others moves it no
     * farther than to another mean.
     */
    static final class Centring {
        private static final int MEANS = 5;

        private final int rows;
        private final double[][] means;
        private final double[] least;
        private final double[] most;

        private int added;

        /** @param rows that will be added, at least 1 */
        Centring(int rows, int width) {
            this.rows = rows;
            means = new double[Math.min(rows, MEANS)][width];
            least = new double[width];
            most = new double[width];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            Arrays.fill(most, Double.NEGATIVE_INFINITY);
        }

        void add(double[] row) {
            int mean = added++ % means.length;
            int itsRows = (rows - mean + means.length - 1) / means.length;
            addTo(means[mean], row, 1.0 / itsRows);
            extend(least, most, row);
        }

        private static void addTo(double[] mean, double[] row, double share) {
            for (int u = 0; u < row.length; u++) {
                mean[u] += row[u] * share;
            }
        }

        private static void extend(double[] least, double[] most, double[] row) {
            for (int u = 0; u < row.length; u++) {
                double value = row[u];
                if (value < least[u]) {
                    least[u] = value;
                }
                if (value > most[u]) {
                    most[u] = value;
                }
            }
        }

        /** The median of the means, column by column. */
        double[] middle() {
            double[] middle = new double[least.length];
            double[] column = new double[means.length];
            for (int u = 0; u < middle.length; u++) {
                for (int i = 0; i < column.length; i++) {
                    column[i] = means[i][u];
                }
                Arrays.sort(column);
                middle[u] = column[(column.length - 1) / 2] / 2 + column[column.length / 2] / 2;
            }
            return middle;
        }

        /** Whether no column changes. */
        boolean isFlat() {
            return half() == 0;
        }

        /** The power of two that is at most half of the largest range of a column; 1 when nothing differs. */
        double scale() {
            return isFlat() ? 1 : Math.scalb(1.0, Math.getExponent(half()));
        }

        private double half() {
            double half = 0;
            for (int u = 0; u < least.length; u++) {
                half = Math.max(half, most[u] / 2 - least[u] / 2);
            }
            return half;
        }
    }
}
