package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.evalgate.DriftShiftCheck;
import io.jenkins.plugins.modeldelivery.evalgate.Gate;
import io.jenkins.plugins.modeldelivery.evalgate.GateParameters;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.evalgate.GateRequest;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.evalgate.ShiftPolicy;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.Minimum;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
@DeclaredOptions.Of(GateParameters.class)
final class GateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    HelpOption help;

    @Mixin
    RecordingOptions recording;

    @Option(
            names = "--minimum",
            paramLabel = "FILE",
            description = "Environment document; what its minimum is judged by is counted, too; repeatable")
    List<Path> environments = List.of();

    @Mixin
    ReportOptions report;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        GateParameters asked = DeclaredOptions.of(GateParameters.class, spec, recording);
        Path file = Path.of(asked.policy());
        Policy policy = Policy.read(file);
        policy.warning().filter(line -> !report.quiet).ifPresent(report::note);
        GateRequest begun = GateRequest.of(policy, file.toAbsolutePath().getParent(), Instant.now())
                .counting(minimums(policy.model()));
        List<Fingerprint> data = new ArrayList<>();
        GateReport result = Gate.judge(
                asked.request(begun, Path.of(""), reference(asked, policy)),
                recording.ledgerOptions.isGiven() ? new DriftShiftCheck(data::add) : new DriftShiftCheck(),
                Terminal.progress(report.quiet));
        recording.record(Judges.GATE, result, data.stream().findFirst(), report.quiet);
        return report.show(result);
    }

    private List<Policy> minimums(Optional<String> model) throws BadInputException {
        List<Policy> minimums = new ArrayList<>();
        for (Path document : environments) {
            Environment.read(document, model).minimum().flatMap(Minimum::gate).ifPresent(minimums::add);
        }
        return minimums;
    }

    /** As the option says, or from the ledger as the policy says; else the gate finds it itself, or tells that it cannot. */
    private Optional<Reference> reference(GateParameters asked, Policy policy)
            throws DeliveryException, InterruptedException {
        Optional<String> inLedger = policy.shift()
                .map(ShiftPolicy::reference)
                .filter(asking -> Reference.inLedger(asking).isPresent() && recording.ledgerOptions.isGiven());
        Optional<String> named = Optional.ofNullable(asked.reference()).or(() -> inLedger);
        return named.isEmpty()
                ? Optional.empty()
                : Optional.of(recording.reference(named.get(), asked.environment(), policy.model(), ""));
    }
}
