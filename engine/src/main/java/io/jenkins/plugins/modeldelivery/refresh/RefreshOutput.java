package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprinting;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.io.StagedFiles;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.GZIPOutputStream;

/** Writes what a refresh has found. */
final class RefreshOutput {
    private final RefreshRequest request;
    private final Progress progress;

    RefreshOutput(RefreshRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    RefreshReport write(Selection selection, EvalSetMeta described) throws BadInputException, InterruptedException {
        List<SampledRow> labelled = selection.rows().stream()
                .filter(row -> row.agreed().isPresent())
                .toList();
        List<SampledRow> open =
                selection.rows().stream().filter(row -> row.agreed().isEmpty()).toList();
        long conflicts = open.stream().filter(row -> row.labels().size() > 1).count();
        EvalSetMeta meta = described.counted(labelled.size(), open.size(), conflicts);
        // an abort in the middle must not leave an eval set with the metadata, or the fingerprint, of another one
        try (StagedFiles files = new StagedFiles()) {
            lines(files, request.queue(), open);
            if (!labelled.isEmpty()) {
                Path set = lines(files, request.output(), labelled);
                meta = meta.written(Sha256.of(set), fingerprint(files, set, labelled));
                byte[] text = (Json.pretty(meta.toJson()) + "\n").getBytes(StandardCharsets.UTF_8);
                files.write(beside(".meta.json"), out -> out.write(text));
            }
            files.publish();
        }
        return new RefreshReport(meta, request.output(), request.queue(), selection.isShort());
    }

    private Path beside(String ending) {
        return request.output().resolveSibling(request.output().getFileName() + ending);
    }

    private static Path lines(StagedFiles files, Path file, List<SampledRow> rows) throws BadInputException {
        boolean packed = file.toString().endsWith(".gz");
        return files.write(file, raw -> {
            try (OutputStream out = new BufferedOutputStream(packed ? new GZIPOutputStream(raw) : raw)) {
                for (SampledRow row : rows) {
                    out.write((Json.compact(row.written()) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        });
    }

    /** Writes the fingerprint, where one was asked for, and returns its file's name. */
    private Optional<String> fingerprint(StagedFiles files, Path set, List<SampledRow> rows)
            throws BadInputException, InterruptedException {
        if (request.embeddingModel().isEmpty()) {
            return Optional.empty();
        }
        long without = rows.stream().filter(row -> !row.hasEmbedding()).count();
        if (without > 0) {
            throw new BadInputException("A fingerprint needs an embedding in every row, but " + without + " of "
                    + rows.size() + " have none");
        }
        Fingerprint made = Fingerprinting.create(
                set, ReadOptions.defaults(), request.embeddingModel().orElseThrow(), OptionalDouble.empty(), progress);
        byte[] text = Json.compact(made.toJson()).getBytes(StandardCharsets.UTF_8);
        files.write(beside(".fp.json"), out -> out.write(text));
        return Optional.of(beside(".fp.json").toFile().getName());
    }
}
