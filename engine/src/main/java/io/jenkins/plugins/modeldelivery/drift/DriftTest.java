package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.kernel.Workers;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The shift test, from files or from samples in memory. */
public final class DriftTest {
    private DriftTest() {}

    /**
     * Compares two files of vectors.
     *
     * @throws BadInputException for files that are missing, malformed, of unequal width or with numbers that are not
     *     finite, and for options that contradict each other
     * @throws InterruptedException when the calling thread is interrupted
     */
    public static DriftReport compare(Path reference, Path current, DriftOptions options, Progress progress)
            throws BadInputException, InterruptedException {
        options.validated();
        Vectors before = VectorFile.read(reference, options.reading(), progress);
        Vectors now = VectorFile.read(current, options.reading(), progress);
        return compare(before, now, options, progress);
    }

    /** Compares two samples; the report's {@code slices} are filled when both carry slice keys. */
    public static DriftReport compare(Vectors reference, Vectors current, DriftOptions options, Progress progress)
            throws BadInputException, InterruptedException {
        options.validated();
        DriftReport whole = test(Samples.of(reference, current), options, progress);
        return options.reading().slice().isEmpty()
                ? whole
                : new Slicing(options, progress).addTo(whole, reference, current);
    }

    static DriftReport test(Samples samples, DriftOptions options, Progress progress) throws InterruptedException {
        if (samples.n() < 2 || samples.m() < 2) {
            return unmeasured(
                    samples,
                    options,
                    "too few rows: " + samples.n() + " in the reference, " + samples.m()
                            + " in the current data; at least 2 of each are needed");
        }
        Measuring measuring = new Measuring(samples, options, new Workers(options.threads(), progress));
        Bins bins = measuring.usedBins();
        if (bins.movableReference() < 2 || bins.movableCurrent() < 2) {
            return unmeasured(
                    samples,
                    options,
                    "too few groups: " + bins.movableReference() + " in the reference, " + bins.movableCurrent()
                            + " in the current data; at least 2 of each are needed");
        }
        Optional<Measuring.Bandwidth> bandwidth = measuring.bandwidth();
        if (bandwidth.isEmpty()) {
            return unmeasured(samples, options, "degenerate data: all rows are equal");
        }
        Measurement measurement = measuring.measure(bandwidth.get().sigma());
        Effect effect = Effect.of(measurement.atSigma(), options.alpha(), options.tolerance());
        Judge.Judgement judgement = new Judge(options).judge(measurement.pValue(), effect, bins);
        return new DriftReport(
                withDefects(judgement, samples, bandwidth.get(), options),
                Optional.of(measurement),
                Optional.of(effect),
                samples,
                options,
                Method.describe(samples, options, bins, bandwidth.get()),
                List.of());
    }

    private static Judge.Judgement withDefects(
            Judge.Judgement judgement, Samples samples, Measuring.Bandwidth bandwidth, DriftOptions options) {
        Judge.Judgement result = judgement;
        Optional<String> constant = samples.constantColumns();
        if (constant.isPresent() && !options.constantColumnsAllowed()) {
            result = result.despite("degenerate data: " + constant.get()
                    + "; leave such columns out, or accept them with --allow-constant-columns");
        }
        if (bandwidth.isDegenerate()) {
            result = result.despite("degenerate data: the median distance is zero, at least half of all pairs of rows "
                    + "are equal; the bandwidth is the median of the distances that are not zero");
        }
        return result;
    }

    /** A report that says why the two samples cannot be compared: INCONCLUSIVE, never a shift. */
    public static DriftReport incomparable(Vectors reference, Vectors current, DriftOptions options, String reason) {
        return new DriftReport(
                Judge.inconclusive(reason),
                Optional.empty(),
                Optional.empty(),
                new Samples(reference, current),
                options,
                "none: not comparable",
                List.of());
    }

    /** The root of half the median squared distance (of those that are not zero); empty when all rows are equal. */
    public static OptionalDouble medianBandwidth(Vectors vectors) throws InterruptedException {
        if (vectors.rows() < 2) {
            return OptionalDouble.empty();
        }
        Samples samples = new Samples(vectors.where(i -> i % 2 == 0), vectors.where(i -> i % 2 != 0));
        return new Measuring(samples, DriftOptions.defaults(), new Workers(1, Progress.NONE))
                .bandwidth()
                .map(bandwidth -> OptionalDouble.of(bandwidth.sigma()))
                .orElse(OptionalDouble.empty());
    }

    private static DriftReport unmeasured(Samples samples, DriftOptions options, String reason) {
        return new DriftReport(
                Judge.inconclusive(reason),
                Optional.empty(),
                Optional.empty(),
                samples,
                options,
                "none: " + reason,
                List.of());
    }
}
