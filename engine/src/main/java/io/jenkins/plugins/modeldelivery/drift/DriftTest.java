package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.kernel.ColumnStatistics;
import io.jenkins.plugins.modeldelivery.drift.kernel.Labellings;
import io.jenkins.plugins.modeldelivery.drift.kernel.Workers;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorSink;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.drift.reading.View;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
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
        return compare(reference, current, List.of(), options, progress);
    }

    /**
     * The same at bandwidths where a reference has put them: the test is what it was, the middle of its ladder stays.
     *
     * @param pinned a sigma for each view; none for those of the data
     */
    public static DriftReport compare(
            Vectors reference, Vectors current, List<Double> pinned, DriftOptions options, Progress progress)
            throws BadInputException, InterruptedException {
        options.validated();
        List<ViewPair> views = ViewPair.of(reference, current, options);
        options.requireReachable(views.size());
        int width = views.stream().mapToInt(view -> view.samples().width()).sum();
        Finding whole = find(views, pinned, options, progress).noting(remark(current));
        Optional<List<ColumnShift>> columns =
                whole.views().isEmpty() ? Optional.empty() : columns(reference, current, views, options, progress);
        return DriftReport.of(
                Level.of(options),
                DriftReport.Subject.of(reference, current, width, columns),
                whole,
                Slicing.find(views, options, progress));
    }

    /** What a table holds beside what the verdict is of. */
    private static String remark(Vectors current) {
        long words = current.views().stream()
                .filter(view -> view.kind() == View.Kind.CATEGORY)
                .count();
        return words == 0
                ? ""
                : "; the verdict is of the columns of numbers, not of the " + (words == 1 ? "one" : words)
                        + " of words";
    }

    private static Optional<List<ColumnShift>> columns(
            Vectors reference, Vectors current, List<ViewPair> views, DriftOptions options, Progress progress)
            throws BadInputException, InterruptedException {
        Bins bins = views.get(0).samples().bins(options.seed());
        Labellings labellings = Labellings.draw(bins, options.permutations(), options.seed());
        return ColumnTest.of(
                reference,
                current,
                new ColumnStatistics(bins, labellings),
                options.alpha(),
                new Workers(options.threads(), progress));
    }

    static Finding find(List<ViewPair> views, List<Double> pinned, DriftOptions options, Progress progress)
            throws InterruptedException {
        Samples any = views.get(0).samples();
        if (any.n() < 2 || any.m() < 2) {
            return Finding.obstacle(
                    any.n(),
                    any.m(),
                    "too few rows: " + any.n() + " in the reference, " + any.m()
                            + " in the current data; at least 2 of each are needed");
        }
        return new ViewMeasuring(views, pinned, options, new Workers(options.threads(), progress)).find();
    }

    /** A report that says why the two samples cannot be compared: INCONCLUSIVE, never a shift. */
    public static DriftReport incomparable(Vectors reference, Vectors current, DriftOptions options, String reason) {
        int width = reference.rows() > 0 ? reference.width() : current.width();
        return DriftReport.of(
                Level.of(options),
                DriftReport.Subject.of(reference, current, width, Optional.empty()),
                Finding.obstacle(reference.rows(), current.rows(), reason, "none: not comparable"),
                new TreeMap<>());
    }

    /** A report that says why there is nothing to compare the current data with: INCONCLUSIVE. */
    public static DriftReport undecided(Vectors.Source current, DriftOptions options, String reason) {
        return DriftReport.of(
                Level.of(options),
                new DriftReport.Subject(
                        0,
                        DriftReport.DataSet.NONE,
                        DriftReport.DataSet.of(current),
                        Optional.empty(),
                        Optional.empty()),
                Finding.obstacle(0, 0, reason, "none: no reference"),
                new TreeMap<>());
    }
}
