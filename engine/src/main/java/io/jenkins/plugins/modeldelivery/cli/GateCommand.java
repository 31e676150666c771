package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.evalgate.DriftShiftCheck;
import io.jenkins.plugins.modeldelivery.evalgate.Gate;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.evalgate.GateRequest;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.evalgate.ShiftPolicy;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            paramLabel = "FILE|previous|live|ledger:VERSION",
            description = "What the eval set is compared with for shift, instead of what the policy says")
    String reference;

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            defaultValue = "production",
            description = "Where the version serves whose eval set is 'previous' (default: ${DEFAULT-VALUE})")
    String environment;

    @Mixin
    HelpOption help;

    @Mixin
    RecordingOptions recording;

    @Mixin
    ReportOptions report;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        Path directory = policy.toAbsolutePath().getParent();
        Policy parsed = Policy.read(policy);
        parsed.warning().filter(line -> !report.quiet).ifPresent(report::note);
        GateRequest request = GateRequest.of(parsed, directory, Instant.now())
                .named(recording.model, recording.version)
                .candidate(results, predictions, contract, evalSet)
                .baseline(baselinePredictions, baselineResults, null);
        Optional<Reference> named = reference(parsed);
        List<Fingerprint> data = new ArrayList<>();
        GateReport result = Gate.judge(
                named.isPresent() ? request.against(named.get()) : request,
                recording.ledgerOptions.isGiven() ? new DriftShiftCheck(data::add) : new DriftShiftCheck(),
                Terminal.progress(report.quiet));
        recording.record(result, data.stream().findFirst(), report.quiet);
        return report.show(result);
    }

    /** As the option says, or from the ledger as the policy says; else the gate finds it itself, or tells that it cannot. */
    private Optional<Reference> reference(Policy parsed) throws DeliveryException, InterruptedException {
        if (reference != null) {
            return Optional.of(recording.reference(reference, environment, parsed.model(), ""));
        }
        Optional<String> asked = parsed.shift()
                .map(ShiftPolicy::reference)
                .filter(asking -> Reference.inLedger(asking).isPresent());
        if (asked.isEmpty() || !recording.ledgerOptions.isGiven()) {
            return Optional.empty();
        }
        return Optional.of(recording.reference(asked.get(), environment, parsed.model(), ""));
    }
}
