package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.evidence.Recorder;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.io.PrintWriter;
import java.time.Instant;
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

    /**
     * Records the report if a ledger is given, before anybody sees it: without evidence there is no PASS.
     *
     * @param quiet whether to keep the evidence's id to oneself
     */
    void record(Report report, boolean quiet) throws DeliveryException, InterruptedException {
        if (!ledgerOptions.isGiven()) {
            return;
        }
        String about = model != null ? model : report.toJson().path("model").textValue();
        String of = version != null ? version : report.toJson().path("version").textValue();
        if (about == null || of == null) {
            throw new BadInputException("--ledger needs --model and --version: what the evidence is about");
        }
        try (Ledger ledger = ledgerOptions.open()) {
            Evidence evidence = Recorder.record(ledger, about, of, report.toJson(), Instant.now(), Optional.empty());
            if (!quiet) {
                PrintWriter err = ledgerOptions.spec.root().commandLine().getErr();
                err.println("model-delivery: recorded as evidence " + evidence.id() + " in " + ledger.describe());
                err.flush();
            }
        }
    }
}
