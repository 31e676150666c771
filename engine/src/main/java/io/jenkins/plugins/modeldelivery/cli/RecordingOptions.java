package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import io.jenkins.plugins.modeldelivery.recording.Recorder;
import io.jenkins.plugins.modeldelivery.recording.ReportHead;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a gate's report becomes evidence in a ledger, and about which version: {@code --ledger --model --version}. */
final class RecordingOptions {
    @Mixin
    LedgerOptions ledgerOptions;

    @Option(names = "--model", paramLabel = "NAME", description = "The model that is judged")
    String model;

    @Option(names = "--version", paramLabel = "VERSION", description = "The version that is judged")
    String version;

    @Option(
            names = "--upstream",
            paramLabel = "MODEL=VERSION",
            description = "Against which version of a model of dependsOn it was evaluated (default: what serves now)")
    List<String> upstream = List.of();

    @Option(
            names = "--evaluated-since",
            paramLabel = "TIME",
            description = "When the evaluation began; a model of dependsOn that changed after it is refused")
    String since;

    /**
     * What new data are compared with.
     *
     * @param otherwise the model, where no option names it
     * @param embeddingModel of the new data; empty where it is not named
     */
    Reference reference(String named, String environment, Optional<String> otherwise, String embeddingModel)
            throws DeliveryException, InterruptedException {
        return new ReferenceArgument(
                        ledgerOptions, Optional.ofNullable(model).or(() -> otherwise), environment, embeddingModel)
                .find(named);
    }

    /**
     * Records the report if a ledger is given, before anybody sees it: without evidence there is no PASS.
     *
     * @param kind of the document, as {@link io.jenkins.plugins.modeldelivery.recording.Judges} calls it
     * @param quiet whether to keep the evidence's id to oneself
     */
    void record(String kind, Report report, boolean quiet) throws DeliveryException, InterruptedException {
        record(kind, report, Optional.empty(), quiet);
    }

    /** The same with the fingerprint of the data that were judged. */
    void record(String kind, Report report, Optional<Fingerprint> data, boolean quiet)
            throws DeliveryException, InterruptedException {
        if (!ledgerOptions.isGiven()) {
            return;
        }
        ReportHead head = ReportHead.of(report.toJson());
        String about = model != null ? model : head.model().orElse(null);
        String of = version != null ? version : head.version().orElse(null);
        if (about == null || of == null) {
            throw new BadInputException("--ledger needs --model and --version: what the evidence is about");
        }
        try (Ledger ledger = ledgerOptions.open()) {
            if (data.isPresent()) {
                Recorder.keep(ledger, about, report.toJson(), data.get());
            }
            Recorder.Asked asked = new Recorder.Asked(
                    kind, about, of, Instant.now(), Optional.empty(), evaluated(), Provenance.COMMAND_LINE);
            Evidence evidence = Recorder.record(ledger, asked, report.toJson());
            if (!quiet) {
                PrintWriter err = ledgerOptions.spec.root().commandLine().getErr();
                err.println("model-delivery: recorded as evidence " + evidence.id() + " in " + ledger.describe());
                err.flush();
            }
        }
    }

    private Evaluated evaluated() throws BadInputException {
        try {
            Optional<Instant> began = Optional.ofNullable(since).map(Instant::parse);
            return Evaluated.against(upstream, began);
        } catch (DateTimeParseException e) {
            throw new BadInputException(
                    "--evaluated-since '" + since + "' is not a time as in 2026-11-01T00:00:00Z", e);
        }
    }
}
