package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.core.JsonPointer;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.refresh.DirectoryLogs;
import io.jenkins.plugins.modeldelivery.refresh.LogFields;
import io.jenkins.plugins.modeldelivery.refresh.LogSource;
import io.jenkins.plugins.modeldelivery.refresh.Refresh;
import io.jenkins.plugins.modeldelivery.refresh.RefreshPlan;
import io.jenkins.plugins.modeldelivery.refresh.RefreshReport;
import io.jenkins.plugins.modeldelivery.refresh.RefreshRequest;
import io.jenkins.plugins.modeldelivery.refresh.S3Logs;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code refresh}: the next eval set from request logs. */
@Command(
        name = "refresh",
        description = "Draws the next eval set from request logs and queues what people must label.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery refresh --logs /var/log/requests --rows 2000 --labels eval/previous.jsonl --output eval/next.jsonl",
            "  model-delivery refresh --logs s3://requests/intent/ --rows 5000 --stratify language --min-per-stratum 50 \\",
            "      --labels feedback.jsonl.gz --output eval/next.jsonl.gz"
        })
final class RefreshCommand implements Callable<Integer> {
    @Option(
            names = "--logs",
            required = true,
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            description = "Request logs: JSONL, plain or gzip")
    String logs;

    @Option(names = "--rows", required = true, paramLabel = "N", description = "How many distinct requests to draw")
    int rows;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The new eval set")
    Path output;

    @Option(
            names = "--queue",
            paramLabel = "FILE",
            description = "Rows that people must label (default: OUTPUT with .queue.jsonl behind it)")
    Path queue;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Labels that exist: JSONL with id and label, so also earlier eval sets; repeatable")
    List<Path> labels = new ArrayList<>();

    @Option(names = "--days", paramLabel = "N", description = "Length of the window (default 30)")
    int days = 30;

    @Option(
            names = "--until",
            paramLabel = "INSTANT",
            description = "End of the window, as 2026-11-20T00:00:00Z (default: now)")
    String until;

    @Option(names = "--seed", paramLabel = "N", description = "Of the draw (default 0)")
    long seed;

    @Option(
            names = "--similarity",
            paramLabel = "0..1|off",
            description = "Texts from this similarity on are near duplicates (default 0.8)")
    String similarity = "0.8";

    @Option(
            names = "--oversample",
            paramLabel = "N",
            description = "Candidates for each row, so that near duplicates can be dropped (default 2)")
    double oversample = 2;

    @Option(names = "--id", paramLabel = "FIELD", description = "Name or JSON pointer in a line (default id)")
    String id = "id";

    @Option(names = "--input", paramLabel = "FIELD", description = "The same (default input)")
    String input = "input";

    @Option(
            names = "--time",
            paramLabel = "FIELD",
            description = "The same (default timestamp); lines without it have the date in the file's path")
    String time = "timestamp";

    @Option(names = "--text", paramLabel = "POINTER", description = "The text of an input that is an object")
    String text;

    @Option(
            names = "--label-field",
            paramLabel = "FIELD",
            description = "A label in the log itself; never a model's own prediction")
    String label;

    @Option(names = "--stratify", paramLabel = "FIELD", description = "Represent each value of this field in its share")
    String stratify;

    @Option(
            names = "--min-per-stratum",
            paramLabel = "N",
            description = "--stratify: but so many rows at least (default 0)")
    int least;

    @Option(
            names = "--keep",
            split = ",",
            paramLabel = "FIELD",
            description = "Copy these fields, for slices; nothing else of a line is copied")
    List<String> keep = new ArrayList<>();

    @Option(
            names = "--embedding-model",
            paramLabel = "ID",
            description = "Which model made the logs' embeddings: also write a fingerprint")
    String embeddingModel;

    @Mixin
    HelpOption help;

    @Mixin
    ResultOptions result;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        result.check();
        Path target = output.toAbsolutePath();
        RefreshPlan plan = RefreshPlan.of(end(), days, rows, least, similarity(), oversample, seed);
        try (LogSource source =
                S3Options.isS3(logs) ? new S3Logs(result.s3.open(logs), logs) : new DirectoryLogs(Path.of(logs))) {
            RefreshReport report = Refresh.run(
                    new RefreshRequest(
                            source,
                            fields(),
                            plan,
                            labels,
                            target,
                            queue == null
                                    ? target.resolveSibling(target.getFileName() + ".queue.jsonl")
                                    : queue.toAbsolutePath(),
                            Optional.ofNullable(embeddingModel),
                            ParallelLines.defaultThreads()),
                    result.progress());
            result.show(report.layout(), report.toJson());
            return report.hasEvalSet() ? ExitCode.PASS : ExitCode.INCONCLUSIVE;
        }
    }

    private LogFields fields() throws BadInputException {
        List<String> kept = new ArrayList<>(keep);
        if (stratify != null && !stratify.startsWith("/") && !kept.contains(stratify)) {
            kept.add(stratify);
        }
        return new LogFields(
                LogFields.pointer(id),
                LogFields.pointer(input),
                LogFields.pointer(time),
                pointer(stratify),
                pointer(label),
                pointer(text),
                kept);
    }

    private static Optional<JsonPointer> pointer(String given) throws BadInputException {
        return given == null ? Optional.empty() : Optional.of(LogFields.pointer(given));
    }

    private Instant end() throws BadInputException {
        try {
            return until == null ? Instant.now() : Instant.parse(until);
        } catch (DateTimeParseException e) {
            throw new BadInputException("--until '" + until + "' is no instant like 2026-11-20T00:00:00Z", e);
        }
    }

    private OptionalDouble similarity() throws BadInputException {
        OptionalDouble given = Decimals.finite(similarity);
        if (given.isEmpty() && !similarity.equals("off")) {
            throw new BadInputException("--similarity is a number above 0 and at most 1, or off");
        }
        return given;
    }
}
