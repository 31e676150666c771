package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorSink;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A file against a reference of any kind. Two files are compared row by row; where the reference is a fingerprint, so is
 * the current file made one, and the two are compared: anybody who has both gets the same report.
 */
public final class Comparison {
    private final DriftOptions options;
    private final String embeddingModel;
    private final Progress progress;

    /**
     * What came of it.
     *
     * @param current the current data's fingerprint; empty where none was wanted or none can be made
     */
    public record Result(DriftReport report, Optional<Fingerprint> current) {}

    /** @param embeddingModel id of the model that made the current vectors; empty where nobody says */
    public Comparison(DriftOptions options, String embeddingModel, Progress progress) {
        this.options = options;
        this.embeddingModel = embeddingModel;
        this.progress = progress;
    }

    /**
     * Compares.
     *
     * @param keep whether the current data's fingerprint is wanted
     */
    public Result compare(Reference reference, Path current, boolean keep)
            throws BadInputException, InterruptedException {
        options.validated();
        if (reference instanceof Reference.Missing missing) {
            return withoutReference(missing, current, keep);
        }
        if (reference instanceof Reference.Kept kept) {
            return withKept(kept, current);
        }
        if (reference instanceof Reference.File file) {
            return withFile(file.path(), current, keep);
        }
        throw new IllegalStateException("No such reference: " + reference);
    }

    private Result withFile(Path file, Path current, boolean keep) throws BadInputException, InterruptedException {
        try (VectorFile reference = VectorFile.open(file)) {
            Optional<Fingerprint> before = Fingerprint.read(reference, file);
            return before.isPresent()
                    ? withKept(new Reference.Kept(before.get(), "", ""), current)
                    : withRows(reference, file, current, keep);
        }
    }

    private Result withRows(VectorFile reference, Path file, Path current, boolean keep)
            throws BadInputException, InterruptedException {
        try (VectorFile now = VectorFile.open(current)) {
            if (Fingerprint.read(now, current).isPresent()) {
                throw new BadInputException(current + " is a fingerprint and " + file
                        + " is not; make a fingerprint of the reference too (fingerprint create)");
            }
            Fingerprinting pass = new Fingerprinting(current.toString(), options.seed());
            DriftReport report = DriftTest.compare(reference, now, options, progress, keep ? pass : VectorSink.NONE)
                    .about(embeddingModel, "", "");
            boolean asGiven = options.scale() == DriftOptions.Scale.NONE;
            OptionalDouble bandwidth = asGiven ? report.bandwidth() : OptionalDouble.empty();
            return new Result(report, comparable(pass.made(now, embeddingModel, bandwidth)));
        }
    }

    private Result withoutReference(Reference.Missing missing, Path current, boolean keep)
            throws BadInputException, InterruptedException {
        Optional<Fingerprint> now = keep ? fingerprint(current) : Optional.empty();
        Vectors.Source source =
                now.map(made -> new Vectors.Source(made.sha256(), made.rows())).orElse(new Vectors.Source("", 0));
        DriftReport report = DriftTest.undecided(source, options, missing.reason());
        return new Result(report.about(embeddingModel, "", ""), now);
    }

    private Result withKept(Reference.Kept kept, Path current) throws BadInputException, InterruptedException {
        if (options.reading().groupBy().isPresent() || options.reading().slice().isPresent()) {
            throw new BadInputException(
                    "the reference is a fingerprint, which keeps no fields, so group-by and slice cannot be used");
        }
        requireSameViews(kept.fingerprint().identity().fields());
        try (VectorFile opened = VectorFile.open(current)) {
            Optional<Fingerprint> given = Fingerprint.read(opened, current);
            Fingerprint now = given.isPresent() ? given.get() : like(kept.fingerprint(), opened, current);
            DriftReport report = kept.fingerprint()
                    .compare(now, options, progress)
                    .about(now.identity().embeddingModel(), kept.name(), kept.version());
            return new Result(report, Optional.of(now));
        }
    }

    /** A fingerprint is compared in the views that it was made of, all of them. */
    private void requireSameViews(List<String> kept) throws BadInputException {
        List<String> asked = options.reading().views();
        boolean isOne = kept.isEmpty() && asked.size() == 1;
        if (!isOne && !kept.equals(asked)) {
            throw new BadInputException("the reference is a fingerprint of "
                    + (kept.isEmpty() ? "one field" : String.join(", ", kept)) + ", so " + String.join(", ", asked)
                    + " cannot be compared with it; make one of the same fields in the same order (fingerprint create --field),"
                    + " or give the reference's rows");
        }
    }

    private Fingerprint like(Fingerprint reference, VectorFile opened, Path file)
            throws BadInputException, InterruptedException {
        ReadOptions reading = reading(reference.identity().seed());
        return Fingerprinting.create(opened, file, reading, embeddingModel, reference.bandwidth(), progress);
    }

    /** The fingerprint of a file that nothing is compared with. */
    private Optional<Fingerprint> fingerprint(Path file) throws BadInputException, InterruptedException {
        try (VectorFile opened = VectorFile.open(file)) {
            Optional<Fingerprint> given = Fingerprint.read(opened, file);
            if (given.isPresent()) {
                return given;
            }
            Fingerprinting pass = new Fingerprinting(file.toString(), options.seed());
            opened.stream(reading(options.seed()), progress, pass);
            return comparable(pass.made(opened, embeddingModel, OptionalDouble.empty()));
        }
    }

    /** Empty for data that no others can be compared with, which the report has said already. */
    private static Optional<Fingerprint> comparable(Optional<Fingerprint> made) {
        return made.filter(fingerprint -> fingerprint.bandwidth().isPresent());
    }

    private ReadOptions reading(long seed) {
        return ReadOptions.whole(options.reading().fields(), options.reading().text(), seed);
    }
}
