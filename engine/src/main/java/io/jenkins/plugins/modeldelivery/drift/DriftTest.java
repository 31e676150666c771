package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.kernel.Workers;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorSink;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.ArrayList;
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
        Finding whole = find(Samples.of(reference, current), options, progress);
        return DriftReport.of(
                Level.of(options),
                Subject.of(new Samples(reference, current)),
                whole,
                Slicing.find(reference, current, options, progress));
    }

    static Finding find(Samples samples, DriftOptions options, Progress progress) throws InterruptedException {
        int n = samples.n();
        int m = samples.m();
        if (n < 2 || m < 2) {
            return Finding.obstacle(
                    n,
                    m,
                    "too few rows: " + n + " in the reference, " + m
                            + " in the current data; at least 2 of each are needed");
        }
        Measuring measuring = new Measuring(samples, options, new Workers(options.threads(), progress));
        Bins bins = measuring.usedBins();
        if (bins.movableReference() < 2 || bins.movableCurrent() < 2) {
            return Finding.obstacle(
                    n,
                    m,
                    "too few groups: " + bins.movableReference() + " in the reference, " + bins.movableCurrent()
                            + " in the current data; at least 2 of each are needed");
        }
        Optional<Measuring.Bandwidth> bandwidth = measuring.bandwidth();
        if (bandwidth.isEmpty()) {
            return Finding.obstacle(n, m, "degenerate data: all rows are equal");
        }
        return new Finding(
                n,
                m,
                Optional.of(measuring.measure(bandwidth.get().sigma())),
                Finding.Movable.of(bins),
                defects(samples, bandwidth.get(), options),
                "",
                DriftReport.Method.describe(samples, options, bins, bandwidth.get()));
    }

    private static List<String> defects(Samples samples, Measuring.Bandwidth bandwidth, DriftOptions options) {
        List<String> defects = new ArrayList<>();
        Optional<String> constant = samples.constantColumns();
        if (constant.isPresent() && !options.constantColumnsAllowed()) {
            defects.add("degenerate data: " + constant.get()
                    + "; leave such columns out, or accept them with --allow-constant-columns");
        }
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

    /** A report that says why the two samples cannot be compared: INCONCLUSIVE, never a shift. */
    public static DriftReport incomparable(Vectors reference, Vectors current, DriftOptions options, String reason) {
        Samples samples = new Samples(reference, current);
        return DriftReport.of(
                Level.of(options),
                Subject.of(samples),
                Finding.obstacle(samples.n(), samples.m(), reason, "none: not comparable"),
                new TreeMap<>());
    }

    /** A report that says why there is nothing to compare the current data with: INCONCLUSIVE. */
    public static DriftReport undecided(Vectors.Source current, DriftOptions options, String reason) {
        return DriftReport.of(
                Level.of(options),
                Subject.alone(current),
                Finding.obstacle(0, 0, reason, "none: no reference"),
                new TreeMap<>());
    }
}
