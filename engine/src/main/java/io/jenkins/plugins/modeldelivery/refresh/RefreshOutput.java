package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    RefreshReport write(Selection selection, ObjectNode described, LogCounts counts)
            throws BadInputException, InterruptedException {
        List<SampledRow> labelled = selection.rows().stream()
                .filter(row -> row.agreed().isPresent())
                .toList();
        List<SampledRow> open =
                selection.rows().stream().filter(row -> row.agreed().isEmpty()).toList();
        long conflicts = open.stream().filter(row -> row.labels().size() > 1).count();
        ObjectNode meta = described
                .put("rows", labelled.size())
                .put("unlabelled", open.size())
                .put("labelConflicts", conflicts);
        // an abort in the middle must not leave an eval set with the metadata, or the fingerprint, of another one
        try (StagedFiles files = new StagedFiles()) {
            lines(files, request.queue(), open);
            if (!labelled.isEmpty()) {
                Path set = lines(files, request.output(), labelled);
                meta.put("sha256", Sha256.of(set));
                if (request.embeddingModel().isPresent()) {
                    fingerprint(files, set, labelled, meta);
                }
                byte[] text = (Json.pretty(meta) + "\n").getBytes(StandardCharsets.UTF_8);
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
                    out.write((Json.compact(line(row)) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        });
    }

    /** A row with its label, or with a gap for one and what sources disagree on. */
    private static ObjectNode line(SampledRow row) throws BadInputException {
        JsonNode json = Json.parse(row.text(), "a row");
        ObjectNode line = Json.object();
        line.set("id", json.get("id"));
        line.set("input", json.get("input"));
        if (row.agreed().isPresent()) {
            line.set("label", Json.parse(row.agreed().get(), "a label"));
        } else {
            line.putNull("label");
            for (String label : row.labels()) {
                line.withArray("/labels").add(Json.parse(label, "a label"));
            }
        }
        return line.setAll((ObjectNode) json);
    }

    private void fingerprint(StagedFiles files, Path set, List<SampledRow> rows, ObjectNode meta)
            throws BadInputException, InterruptedException {
        long without = rows.stream().filter(row -> !row.hasEmbedding()).count();
        if (without > 0) {
            throw new BadInputException("A fingerprint needs an embedding in every row, but " + without + " of "
                    + rows.size() + " have none");
        }
        Fingerprint made = Fingerprinting.create(
                set, ReadOptions.defaults(), request.embeddingModel().orElseThrow(), OptionalDouble.empty(), progress);
        byte[] text = Json.compact(made.toJson()).getBytes(StandardCharsets.UTF_8);
        files.write(beside(".fp.json"), out -> out.write(text));
        meta.put("fingerprint", beside(".fp.json").toFile().getName());
    }
}
