package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.kernel.Computation;
import io.jenkins.plugins.modeldelivery.drift.kernel.Distances;
import io.jenkins.plugins.modeldelivery.drift.kernel.Labellings;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.kernel.Workers;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorSink;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The shift test, from files or from samples in memory. */
public final class DriftTest {
    private DriftTest() {}

    /**
     * Compares two files of vectors, which are read at the same time where there are threads for it.
     *
     * @param beside is given every row of the current data too
     * @throws BadInputException for files that are malformed, of unequal width or with numbers that are not finite, and for
     *     options that contradict each other
     * @throws InterruptedException when the calling thread is interrupted
     */
    public static DriftReport compare(
            VectorFile reference, VectorFile current, DriftOptions options, Progress progress, VectorSink beside)
            throws BadInputException, InterruptedException {
        options.validated();
        Vectors[] read = new Vectors[2];
        BadInputException[] failures = new BadInputException[read.length];
        new Workers(options.threads(), progress).run(read.length, "files", i -> {
            try {
                read[i] = i == 0
                        ? reference.read(options.reading(), progress, VectorSink.NONE)
                        : current.read(options.reading(), progress, beside);
            } catch (BadInputException e) {
                failures[i] = e;
            }
        });
        for (BadInputException failure : failures) {
            if (failure != null) {
                throw failure;
            }
        }
        return compare(read[0], read[1], options, progress);
    }

    /** Compares two samples; the report's {@code slices} are filled when both carry slice keys. */
    public static DriftReport compare(Vectors reference, Vectors current, DriftOptions options, Progress progress)
            throws BadInputException, InterruptedException {
        options.validated();
        Samples given = Samples.of(reference, current);
        Samples samples = options.scale() == DriftOptions.Scale.ROBUST ? given.scaled() : given;
        return DriftReport.of(
                Level.of(options),
                DriftReport.Subject.of(samples),
                find(samples, options, progress),
                Slicing.find(samples.reference(), samples.current(), options, progress));
    }

    static Finding find(Samples samples, DriftOptions options, Progress progress) throws InterruptedException {
        if (samples.n() < 2 || samples.m() < 2) {
            return Finding.obstacle(
                    samples.n(),
                    samples.m(),
                    "too few rows: " + samples.n() + " in the reference, " + samples.m()
                            + " in the current data; at least 2 of each are needed");
        }
        return new Measuring(samples, options, new Workers(options.threads(), progress)).find();
    }

    /** A report that says why the two samples cannot be compared: INCONCLUSIVE, never a shift. */
    public static DriftReport incomparable(Vectors reference, Vectors current, DriftOptions options, String reason) {
        Samples samples = new Samples(reference, current);
        return DriftReport.of(
                Level.of(options),
                DriftReport.Subject.of(samples),
                Finding.obstacle(samples.n(), samples.m(), reason, "none: not comparable"),
                new TreeMap<>());
    }

    /** A report that says why there is nothing to compare the current data with: INCONCLUSIVE. */
    public static DriftReport undecided(Vectors.Source current, DriftOptions options, String reason) {
        return DriftReport.of(
                Level.of(options),
                new DriftReport.Subject(0, DriftReport.DataSet.NONE, DriftReport.DataSet.of(current), Optional.empty()),
                Finding.obstacle(0, 0, reason, "none: no reference"),
                new TreeMap<>());
    }

    /** One test of two samples: chooses the bandwidth, computes the statistics and ranks them. */
    private static final class Measuring {
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

        Finding find() throws InterruptedException {
            int n = samples.n();
            int m = samples.m();
            if (bins.movableReference() < 2 || bins.movableCurrent() < 2) {
                return Finding.obstacle(
                        n,
                        m,
                        "too few groups: " + bins.movableReference() + " in the reference, " + bins.movableCurrent()
                                + " in the current data; at least 2 of each are needed");
            }
            Optional<Bandwidth> bandwidth = bandwidth();
            if (bandwidth.isEmpty()) {
                return Finding.obstacle(n, m, "degenerate data: all rows are equal");
            }
            return new Finding(
                    n,
                    m,
                    Optional.of(measure(bandwidth.get().sigma())),
                    Counts.Movable.of(bins),
                    defects(bandwidth.get()),
                    "",
                    method(bandwidth.get()));
        }

        private List<String> defects(Bandwidth bandwidth) {
            List<String> defects = new ArrayList<>();
            Optional<String> constant = samples.constantColumns();
            if (constant.isPresent() && !options.constantColumnsAllowed()) {
                defects.add("degenerate data: " + constant.get()
                        + "; leave such columns out, or accept them with --allow-constant-columns");
            }
            samples.dominatingColumn()
                    .ifPresent(
                            column -> defects.add(
                                    column
                                            + ", so a shift of the others cannot be seen; compare with scale: robust (--scale robust)"));
            if (bandwidth.isDegenerate()) {
                defects.add("degenerate data: the median distance is zero, at least half of all pairs of rows "
                        + "are equal; the bandwidth is the median of the distances that are not zero");
            } else {
                samples.repeated()
                        .ifPresent(side -> defects.add("degenerate data: the median distance is zero within the " + side
                                + ", at least half of all pairs of its rows are equal"));
            }
            return List.copyOf(defects);
        }

        /** The bandwidth and what it rests on. */
        private record Bandwidth(double sigma, String source, boolean isDegenerate) {}

        /** Sigma as given, or the root of half the median squared distance; empty when all rows are equal. */
        private Optional<Bandwidth> bandwidth() throws InterruptedException {
            if (options.bandwidth().isPresent()) {
                return Optional.of(new Bandwidth(options.bandwidth().getAsDouble(), "given", false));
            }
            int[] rows = medianRows();
            Distances distances = computation.distances(rows);
            boolean isSampled = rows.length < samples.n() + samples.m();
            String source =
                    isSampled ? "pooled median of a seeded sample of " + rows.length + " rows" : "pooled median";
            double median = distances.median();
            if (median > 0) {
                return Optional.of(new Bandwidth(StrictMath.sqrt(median / 2), source, false));
            }
            double fallback = distances.medianOfNonZero();
            return fallback > 0
                    ? Optional.of(
                            new Bandwidth(Math.sqrt(fallback / 2), "median of the distances that are not zero", true))
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

        private Measurement measure(double sigma) throws InterruptedException {
            Labellings labellings = Labellings.draw(bins, options.permutations(), options.seed());
            return Measurement.of(
                    options.test() == DriftOptions.Kind.SINGLE
                            ? List.of(computation.single(sigma, bins, labellings))
                            : List.of(computation.ladder(sigma, bins, labellings)));
        }

        /** One line that says how the numbers were computed. */
        private String method(Bandwidth bandwidth) {
            List<String> parts = new ArrayList<>();
            parts.add(
                    options.test() == DriftOptions.Kind.LADDER
                            ? "unbiased MMD² at five bandwidths, weighted least p-value"
                            : "unbiased MMD² at one bandwidth");
            parts.add(permuted());
            parts.add("bandwidth: " + bandwidth.source());
            parts.add(options.precision() == DriftOptions.Precision.SINGLE ? "single precision" : "double precision");
            if (options.scale() == DriftOptions.Scale.ROBUST) {
                parts.add("columns less their median, by their interquartile range");
            }
            addSampled(parts, "reference", samples.reference());
            addSampled(parts, "current", samples.current());
            return String.join("; ", parts);
        }

        private String permuted() {
            if (samples.groups().isPresent()) {
                return "groups permuted in " + bins.movableReference() + " + " + bins.movableCurrent() + " bins";
            }
            return bins.isSingleRows()
                    ? "single rows permuted"
                    : "rows permuted in " + bins.movableReference() + " + " + bins.movableCurrent() + " equal bins";
        }

        private static void addSampled(List<String> parts, String name, Vectors vectors) {
            if (vectors.isSampled()) {
                parts.add(name + ": seeded sample of " + vectors.rows() + " of "
                        + vectors.source().rows() + " rows");
            }
        }
    }
}
