package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.dependency.OutputComparison;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code compare-outputs}: do two versions of a model give the same outputs on the same inputs? */
@Command(
        name = "compare-outputs",
        description = "Tests whether the outputs of two versions of a model on the same inputs moved apart.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery compare-outputs --reference v1.npy --current v2.npy --tolerance 0.05 \\",
            "      --model extractor --version 2.0 --against 1.0 --ledger s3://models/ledger",
            "Recorded as evidence, models that depend on this one with an outputTolerance need no new evaluation."
        })
final class CompareOutputsCommand implements Callable<Integer> {
    @Option(names = "--reference", required = true, paramLabel = "FILE", description = "Outputs of the other version")
    Path reference;

    @Option(names = "--current", required = true, paramLabel = "FILE", description = "Outputs of this version")
    Path current;

    @Option(names = "--against", paramLabel = "VERSION", description = "The other version")
    String against;

    @Mixin
    DriftTestOptions test;

    @Mixin
    HelpOption help;

    @Mixin
    RecordingOptions recording;

    @Mixin
    ReportOptions report;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        Optional<Target> version = Optional.empty();
        Optional<Target> other = Optional.empty();
        if (recording.ledgerOptions.isGiven()) {
            if (recording.model == null || recording.version == null || against == null) {
                throw new BadInputException("--ledger needs --model, --version and --against: whose outputs they are");
            }
            try (Ledger ledger = recording.ledgerOptions.open()) {
                version = Optional.of(ledger.versions()
                        .require(recording.model, recording.version)
                        .target());
                other = Optional.of(
                        ledger.versions().require(recording.model, against).target());
            }
        }
        DriftOptions options = test.toOptions();
        OutputComparison result = OutputComparison.of(
                recording.model == null ? "model" : recording.model,
                version,
                other,
                reference,
                current,
                options,
                Terminal.progress(report.quiet));
        recording.record(result, report.quiet);
        return report.show(result);
    }
}
