package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.gate.DriftShiftCheck;
import io.jenkins.plugins.modeldelivery.gate.Gate;
import io.jenkins.plugins.modeldelivery.gate.GateReport;
import io.jenkins.plugins.modeldelivery.gate.GateRequest;
import io.jenkins.plugins.modeldelivery.gate.Policy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gate}: would this version pass? */
@Command(
        name = "gate",
        description = "Judges a model version by a policy: contract, shift, freshness, then metrics.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery gate --policy model-delivery.yaml --results metrics.json",
            "  model-delivery gate --policy model-delivery.yaml --predictions predictions.jsonl.gz \\",
            "      --baseline-predictions production.jsonl.gz --eval-set eval.jsonl --format markdown",
            "  model-delivery gate --policy model-delivery.yaml --predictions predictions.jsonl.gz \\",
            "      --ledger s3://models/ledger --model intent --version 1.4"
        })
final class GateCommand implements Callable<Integer> {
    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "model-delivery.yaml")
    Path policy;

    @Option(names = "--results", paramLabel = "FILE", description = "Metrics as JSON or YAML")
    Path results;

    @Option(names = "--predictions", paramLabel = "FILE", description = "Predictions as JSONL, plain or gzip")
    Path predictions;

    @Option(
            names = "--baseline-predictions",
            paramLabel = "FILE",
            description = "Predictions of the version in production on the same eval set")
    Path baselinePredictions;

    @Option(
            names = "--baseline-results",
            paramLabel = "FILE",
            description = "Results file or gate report of the version in production")
    Path baselineResults;

    @Option(names = "--contract", paramLabel = "FILE", description = "Instead of the policy's contract file")
    Path contract;

    @Option(names = "--eval-set", paramLabel = "FILE", description = "The eval set as JSONL, plain or gzip")
    Path evalSet;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description = "What the eval set is compared with for shift: the previous eval set, or live requests")
    Path reference;

    @Mixin
    HelpOption help;

    @Mixin
    RecordingOptions recording;

    @Mixin
    ReportOptions report;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        Path directory = policy.toAbsolutePath().getParent();
        GateRequest request = GateRequest.of(Policy.read(policy), directory, Instant.now())
                .named(recording.model, recording.version)
                .candidate(results, predictions, contract, evalSet)
                .baseline(baselinePredictions, baselineResults, reference);
        GateReport result = Gate.judge(request, new DriftShiftCheck(), Terminal.progress(report.quiet));
        recording.record(result, report.quiet);
        return report.show(result);
    }
}
