package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.Promotion;
import io.jenkins.plugins.modeldelivery.promotion.PromotionRequest;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code promote}: a version into an environment, watched to the end, reverted when it does not come up. */
@Command(
        name = "promote",
        description = "Takes a version into an environment, by digest, and watches the rollout to its end.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery promote --environment production.yaml --model intent --version 1.5.0 \\",
            "      --ledger ledger --kubeconfig deployer.yaml",
            "  model-delivery promote --environment staging --namespace models --workload deployment/scorer \\",
            "      --container model --model intent --version 1.5.0 --ledger ledger --kubeconfig deployer.yaml"
        })
final class PromoteCommand extends Deliverer {
    @Option(names = "--version", required = true, paramLabel = "NAME", description = "The version to promote")
    String version;

    @Option(names = "--image", paramLabel = "IMAGE@sha256:...", description = "Image of a version not in the ledger")
    String image;

    @Option(names = "--override", paramLabel = "REASON", description = "Promote without required evidence; logged")
    String override;

    @Option(
            names = "--live",
            paramLabel = "FILE",
            description = "Fingerprint of live requests for live-shift (default: the latest in the ledger)")
    Path live;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    boolean help;

    @Override
    Delivery prepare(Promotion promotion) throws DeliveryException, InterruptedException {
        return promotion.prepare(new PromotionRequest(
                environment.model,
                version,
                Optional.ofNullable(image),
                Optional.ofNullable(override),
                live == null ? Optional.empty() : Optional.of(Fingerprint.read(live)),
                environment.actor()));
    }
}
