package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.drift.Origin;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Optional<Fingerprint> before = read(file);
        if (before.isPresent()) {
            return withKept(new Reference.Kept(before.get(), "", ""), current);
        }
        if (read(current).isPresent()) {
            throw new BadInputException(current + " is a fingerprint and " + file
                    + " is not; make a fingerprint of the reference too (fingerprint create)");
        }
        DriftReport report =
                DriftTest.compare(file, current, options, progress).with(new Origin(embeddingModel, "", ""));
        return new Result(report, keep ? fingerprint(current, report.bandwidth()) : Optional.empty());
    }

    private Result withoutReference(Reference.Missing missing, Path current, boolean keep)
            throws BadInputException, InterruptedException {
        Optional<Fingerprint> now = keep ? fingerprint(current, OptionalDouble.empty()) : Optional.empty();
        Vectors.Source source =
                now.map(made -> new Vectors.Source(made.sha256(), made.rows())).orElse(new Vectors.Source("", 0));
        DriftReport report = DriftTest.undecided(source, options, missing.reason());
        return new Result(report.with(new Origin(embeddingModel, "", "")), now);
    }

    private Result withKept(Reference.Kept kept, Path current) throws BadInputException, InterruptedException {
        if (options.reading().groupBy().isPresent() || options.reading().slice().isPresent()) {
            throw new BadInputException(
                    "the reference is a fingerprint, which keeps no fields, so group-by and slice cannot be used");
        }
        Fingerprint.Identity like = kept.fingerprint().identity();
        Optional<Fingerprint> given = read(current);
        Fingerprint now = given.isPresent()
                ? given.get()
                : Fingerprinting.create(
                        current, reading(like.seed()), embeddingModel, OptionalDouble.of(like.bandwidth()), progress);
        DriftReport report = kept.fingerprint()
                .compare(now, options, progress)
                .with(new Origin(now.identity().embeddingModel(), kept.name(), kept.version()));
        return new Result(report, Optional.of(now));
    }

    /** The fingerprint of a file; empty for data that have none, which the report has said already. */
    private Optional<Fingerprint> fingerprint(Path file, OptionalDouble bandwidth)
            throws BadInputException, InterruptedException {
        Optional<Fingerprint> given = read(file);
        if (given.isPresent()) {
            return given;
        }
        OptionalDouble sigma = bandwidth.isPresent() ? bandwidth : Fingerprinting.median(file, reading(0), progress);
        return sigma.isEmpty()
                ? Optional.empty()
                : Optional.of(Fingerprinting.create(file, reading(options.seed()), embeddingModel, sigma, progress));
    }

    private ReadOptions reading(long seed) {
        return new ReadOptions(
                options.reading().field(), Optional.empty(), Optional.empty(), false, Integer.MAX_VALUE, seed);
    }

    /**
     * Reads a fingerprint.
     *
     * @return empty when the file is none, but rows
     * @throws BadInputException when it is one and damaged
     */
    public static Optional<Fingerprint> read(Path file) throws BadInputException {
        if (!looksLikeOne(file)) {
            return Optional.empty();
        }
        JsonNode document = Json.read(file);
        return Optional.of(FingerprintDocument.read(document, file.toString()));
    }

    /** By its first bytes, since a file of rows may be too large to be parsed for asking. */
    private static boolean looksLikeOne(Path file) throws BadInputException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(200), StandardCharsets.ISO_8859_1);
            return start.replaceAll("\\s", "").startsWith("{\"schema\":\"" + FingerprintDocument.SCHEMA + "\"");
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
