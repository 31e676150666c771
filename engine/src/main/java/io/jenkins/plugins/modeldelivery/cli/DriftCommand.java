package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.DriftParameters;
import io.jenkins.plugins.modeldelivery.drift.DriftPoint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Comparison;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.HistoryPoint;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.recording.ModelHistory;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code drift}: does the current data still look like the reference? */
@Command(
        name = "drift",
        description =
                "Tests whether vectors (embeddings) shifted against a reference: an exact permutation test on MMD.",
        subcommands = DriftCommand.HistoryCommand.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery drift --reference october.jsonl.gz --current november.jsonl.gz",
            "  model-delivery drift --reference ref.npy --current now.npy --tolerance 0.05 --format json",
            "  model-delivery drift --reference previous --current eval.jsonl --model intent --version 1.4 --ledger DIR",
            "  model-delivery drift --reference ref.jsonl --current now.jsonl --group-by user --slice language",
            "Files: JSON lines with an array field, CSV, NumPy .npy and .npz (.gz is unpacked, pipes are read), and Parquet,",
            "for which model-delivery-formats.jar lies beside this jar or is named in MODEL_DELIVERY_FORMATS."
        })
@DeclaredOptions.Of(DriftParameters.class)
final class DriftCommand implements Callable<Integer> {
    // not "required", since "drift history" needs neither
    @Option(
            names = "--reference",
            paramLabel = "FILE|previous|live|ledger:VERSION",
            description =
                    "What the data looked like: rows or a fingerprint, or the ledger's fingerprint of the eval set "
                            + "of the version in production, of the latest live sample, or of a version (or a SHA-256)")
    String reference;

    @Option(names = "--current", paramLabel = "FILE", description = "What it looks like now")
    Path current;

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            defaultValue = "production",
            description = "Where the version serves whose eval set is 'previous' (default: ${DEFAULT-VALUE})")
    String environment;

    @Option(names = "--embedding-model", paramLabel = "ID", description = "Which model made the vectors")
    String embeddingModel = "";

    @Mixin
    HelpOption help;

    @Mixin
    RecordingOptions recording;

    @Mixin
    ReportOptions report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (reference == null || current == null) {
            throw new ParameterException(spec.commandLine(), "drift needs --reference and --current; see drift --help");
        }
        Comparison.Result result = new Comparison(
                        DeclaredOptions.of(DriftParameters.class, spec).options(),
                        embeddingModel,
                        Terminal.progress(report.quiet))
                .compare(
                        recording.reference(reference, environment, Optional.empty(), embeddingModel),
                        current,
                        recording.ledgerOptions.isGiven());
        recording.record(Judges.SHIFT, result.report(), result.current(), report.quiet);
        return report.show(result.report());
    }

    /** {@code drift history}: the shift checks of a model, newest first. */
    @Command(
            name = "history",
            description = "Shows the recorded shift checks of a model, newest first, without reading their evidence.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  model-delivery drift history --model intent --ledger s3://models/ledger",
                "  model-delivery drift history --model intent --since 2024-11-01 --format json --ledger DIR"
            })
    static final class HistoryCommand extends OnLedger {
        /** {@code model-delivery/drift-history-list/v1}, the newest first. */
        private record History(String schema, String model, List<DriftPoint> points) {}

        @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The model")
        private String model;

        @Option(names = "--since", paramLabel = "DATE", description = "Only checks since this day, or instant")
        private String since;

        @Option(names = "-n", paramLabel = "COUNT", description = "Of so many last reports (default: ${DEFAULT-VALUE})")
        private int count = 1000;

        @Override
        void check() throws BadInputException {
            if (count < 1) {
                throw new BadInputException("-n must be at least 1");
            }
        }

        @Override
        int show(Ledger ledger) throws DeliveryException, InterruptedException {
            List<DriftPoint> points = new ModelHistory(ledger, model)
                    .since(moment(), count).stream()
                            .map(HistoryPoint::drift)
                            .flatMap(point -> point.stream())
                            .toList();
            Section.Builder table = Section.table(
                    "", "time", "version", "reference", "rows", "MMD²", "p", "effect", "sigma", "embedding", "verdict");
            for (DriftPoint point : points) {
                table.row(
                        point.time().toString(),
                        point.version(),
                        orDash(Optional.of(point.referenceVersion())),
                        point.referenceRows() + " / " + point.currentRows(),
                        number(point.mmd2()),
                        number(point.pValue()),
                        number(point.effect()),
                        number(point.bandwidth()),
                        orDash(point.embeddingModel()),
                        point.verdict().name());
            }
            reportOptions.printTable(
                    Json.tree(new History(Json.schema("drift-history-list"), model, points)), table.end());
            return ExitCode.PASS;
        }

        private Instant moment() throws BadInputException {
            if (since == null) {
                return Instant.MIN;
            }
            try {
                return since.length() == "2026-11-01".length()
                        ? LocalDate.parse(since).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : Instant.parse(since);
            } catch (DateTimeParseException e) {
                throw new BadInputException(
                        "--since '" + since
                                + "' is neither a day like 2026-11-01 nor an instant like 2026-11-01T00:00:00Z",
                        e);
            }
        }

        private static String orDash(Optional<String> text) {
            return text.filter(known -> !known.isEmpty()).orElse("-");
        }

        private static String number(OptionalDouble value) {
            return orDash(Optional.of(Numbers.statistic(value)));
        }
    }
}
