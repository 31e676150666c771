package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.DriftPoint;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.HistoryPoint;
import io.jenkins.plugins.modeldelivery.recording.ModelHistory;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drift history}: the shift checks of a model, newest first. */
@Command(
        name = "history",
        description = "Shows the recorded shift checks of a model, newest first, without reading their evidence.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery drift history --model intent --ledger s3://models/ledger",
            "  model-delivery drift history --model intent --since 2024-11-01 --format json --ledger DIR"
        })
final class DriftHistoryCommand extends OnLedger {
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
        reportOptions.printTable(Json.tree(new History(Json.schema("drift-history-list"), model, points)), table.end());
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
                    "--since '" + since + "' is neither a day like 2026-11-01 nor an instant like 2026-11-01T00:00:00Z",
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
