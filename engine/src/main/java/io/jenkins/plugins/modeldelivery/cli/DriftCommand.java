package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.DriftParameters;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Comparison;
import java.nio.file.Path;
import java.util.Optional;
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
        subcommands = DriftHistoryCommand.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery drift --reference october.jsonl.gz --current november.jsonl.gz",
            "  model-delivery drift --reference ref.npy --current now.npy --tolerance 0.05 --format json",
            "  model-delivery drift --reference previous --current eval.jsonl --model intent --version 1.4 --ledger DIR",
            "  model-delivery drift --reference ref.jsonl --current now.jsonl --group-by user --slice language",
            "Files: JSON lines with an array field, CSV, or NumPy .npy (float32/float64); .gz is unpacked, pipes are read."
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
                        recording.reference(reference, environment, Optional.empty()),
                        current,
                        recording.ledgerOptions.isGiven());
        recording.record(result.report(), result.current(), report.quiet);
        return report.show(result.report());
    }
}
