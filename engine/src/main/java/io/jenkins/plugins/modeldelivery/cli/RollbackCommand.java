package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.Promotion;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rollback}: an earlier version back into an environment. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = "Brings back a version that once served in an environment, by its digest in the ledger.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery rollback --environment production.yaml --model intent --reason 'wrong on Swiss German' \\",
            "      --ledger ledger --kubeconfig deployer.yaml",
            "  model-delivery rollback --environment production.yaml --model intent --to 1.3.0 --reason test \\",
            "      --ledger ledger --kubeconfig deployer.yaml"
        })
final class RollbackCommand extends Deliverer {
    @Option(
            names = "--to",
            paramLabel = "VERSION",
            defaultValue = ServedVersion.PREVIOUS,
            description = "Version that once served here; default: the last one that served well")
    String to;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; recorded in the ledger")
    String reason;

    @Override
    Delivery prepare(Promotion promotion) throws DeliveryException, InterruptedException {
        return promotion.prepare(new RollbackRequest(environment.model, to, reason, environment.actor()));
    }
}
