package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.evaluation.Rows;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.WholeFile;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Brings a complete partial file into the eval set's order, and measures it as a gate would. */
final class Finish {
    private final EvalRequest request;
    private final int rows;
    private final RunFacts facts = new RunFacts();

    Finish(EvalRequest request, int rows) {
        this.request = request;
        this.rows = rows;
    }

    /** Writes the predictions file whole or not at all. */
    void writePredictions() throws BadInputException {
        Path file = request.predictions();
        boolean packed = file.toString().endsWith(".gz");
        WholeFile.write(file, raw -> {
            long[] at = new long[rows];
            int[] length = new int[rows];
            locate(at, length);
            try (RandomAccessFile partial =
                            new RandomAccessFile(request.partial().toFile(), "r");
                    OutputStream out = new BufferedOutputStream(packed ? new GZIPOutputStream(raw) : raw)) {
                byte[] line = new byte[Arrays.stream(length).max().orElse(0) + 1];
                for (int row = 0; row < rows; row++) {
                    partial.seek(at[row]);
                    partial.readFully(line, 0, length[row]);
                    line[length[row]] = '\n';
                    out.write(line, 0, length[row] + 1);
                }
            }
        });
    }

    private void locate(long[] at, int[] length) throws BadInputException {
        Path file = request.partial();
        try (LineReader lines = LineReader.open(file)) {
            lines.next(); // the header
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                PartialLine read = PartialLine.of(line.get())
                        .orElseThrow(() -> new BadInputException(file + " was changed during the run"));
                facts.add(read);
                if (read.index() >= 0) {
                    length[read.index()] = read.prediction().length;
                    at[read.index()] = lines.position() - 1 - read.prediction().length;
                }
            }
        }
        for (int row = 0; row < rows; row++) {
            if (length[row] == 0) {
                throw new BadInputException(file + " was changed during the run: row " + (row + 1) + " is missing");
            }
        }
    }

    /** The results, computed from the written predictions file by what the gate uses. */
    EvalResults results(RunHeader header, Rows evalSet, Optional<RecordSchema> output, Instant now)
            throws BadInputException, InterruptedException {
        Rows predicted =
                Rows.read(request.predictions(), List.of(), output.orElse(null), request.threads(), Progress.NONE);
        return EvalResults.of(request, header, evalSet, predicted, facts, now);
    }

    void writeResults(EvalResults results) throws BadInputException {
        byte[] text = (Json.pretty(results.toJson()) + "\n").getBytes(StandardCharsets.UTF_8);
        WholeFile.write(request.results(), out -> out.write(text));
    }
}
