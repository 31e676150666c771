package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprinting;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.io.StagedFiles;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.refresh.SampledRow.EvalSetRow;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;

/** Writes what a refresh has found. */
final class RefreshOutput {
    private final RefreshRequest request;
    private final Progress progress;

    RefreshOutput(RefreshRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    RefreshReport write(Selected selected, Labels labels, EvalSetMeta described)
            throws BadInputException, InterruptedException {
        List<SampledRow> rows = selected.rows();
        return selected.draw().isPresent()
                ? requests(
                        selected,
                        labels,
                        described,
                        new SharedLabels(rows, request.plan().similarity(), request.fields()))
                : inputs(selected, labels, described);
    }

    /** Labelled rows are the set, the others are asked about. */
    private RefreshReport inputs(Selected selected, Labels labels, EvalSetMeta described)
            throws BadInputException, InterruptedException {
        List<SampledRow> labelled =
                selected.rows().stream().filter(row -> row.agreed().isPresent()).toList();
        List<SampledRow> open =
                selected.rows().stream().filter(row -> row.agreed().isEmpty()).toList();
        EvalSetMeta meta = described.counted(
                labelled.size(),
                open.size(),
                conflicts(open),
                OptionalLong.empty(),
                OptionalLong.empty(),
                told(labels.others()));
        return write(selected, labels, meta, labelled, SampledRow::written, open, SampledRow::written);
    }

    /** All rows are the set, labelled or not: leaving out what nobody has labelled would leave out what is new. */
    private RefreshReport requests(Selected selected, Labels labels, EvalSetMeta described, SharedLabels shared)
            throws BadInputException, InterruptedException {
        List<SampledRow> rows = selected.rows();
        long labelled = rows.stream().filter(shared::isLabelled).count();
        EvalSetMeta meta = described.counted(
                labelled == 0 ? 0 : rows.size(),
                shared.asked().size(),
                conflicts(shared.asked()),
                labelled == 0 ? OptionalLong.empty() : OptionalLong.of(rows.size() - labelled),
                OptionalLong.of(rows.stream()
                        .filter(row -> shared.loan(row).isPresent())
                        .count()),
                told(labels.others()));
        return write(
                selected,
                labels,
                meta,
                labelled == 0 ? List.of() : rows,
                row -> shared.loan(row).isPresent()
                        ? row.lent(
                                shared.loan(row).get().label(),
                                shared.loan(row).get().from())
                        : row.written(),
                shared.asked(),
                row -> row.written().standingFor(shared.standsFor(row)));
    }

    private static long conflicts(List<SampledRow> open) {
        return open.stream().filter(row -> row.labels().size() > 1).count();
    }

    private static OptionalLong told(long count) {
        return count == 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /** How a row stands in a file. */
    @FunctionalInterface
    private interface Form {
        EvalSetRow of(SampledRow row) throws BadInputException;
    }

    private RefreshReport write(
            Selected selected,
            Labels labels,
            EvalSetMeta counted,
            List<SampledRow> set,
            Form inSet,
            List<SampledRow> queue,
            Form inQueue)
            throws BadInputException, InterruptedException {
        EvalSetMeta meta = counted;
        // an abort in the middle must not leave an eval set with the metadata, or the fingerprint, of another one
        try (StagedFiles files = new StagedFiles()) {
            lines(files, request.queue(), queue, inQueue);
            if (!set.isEmpty()) {
                Path written = lines(files, request.output(), set, inSet);
                meta = meta.written(Sha256.of(written), fingerprint(files, written, set));
                byte[] text = (Json.pretty(meta.toJson()) + "\n").getBytes(StandardCharsets.UTF_8);
                files.write(beside(".meta.json"), out -> out.write(text));
            }
            files.publish();
        }
        return new RefreshReport(meta, request.output(), request.queue(), selected.isShort(), labels.firstOther());
    }

    private Path beside(String ending) {
        return request.output().resolveSibling(request.output().getFileName() + ending);
    }

    private static Path lines(StagedFiles files, Path file, List<SampledRow> rows, Form form) throws BadInputException {
        boolean packed = file.toString().endsWith(".gz");
        return files.write(file, raw -> {
            try (OutputStream out = new BufferedOutputStream(packed ? new GZIPOutputStream(raw) : raw)) {
                for (SampledRow row : rows) {
                    out.write((Json.compact(form.of(row)) + "\n").getBytes(StandardCharsets.UTF_8));
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
