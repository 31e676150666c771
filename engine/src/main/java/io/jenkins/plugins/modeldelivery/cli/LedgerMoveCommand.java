package io.jenkins.plugins.modeldelivery.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.PlaceMove;
import java.time.Clock;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ledger move}: an environment's name means another place from now on. */
@Command(
        name = "move",
        description = "Says that an environment of a model is another workload from now on; recorded as a decision.",
        footerHeading = "%nExample:%n",
        footer = {
            "  model-delivery ledger move intent --environment production.yaml --kubeconfig new-cluster.yaml \\",
            "      --reason 'moved to the new cluster' --ledger s3://models/ledger"
        })
final class LedgerMoveCommand extends DecidedOnLedger {
    @Parameters(paramLabel = "MODEL", description = "The model")
    private String model;

    @Mixin
    private PlaceOptions place;

    @Mixin
    private ClusterOptions cluster;

    @Override
    String decided() {
        return "the environment is another workload";
    }

    @Override
    int show(Ledger ledger) throws DeliveryException, InterruptedException {
        Environment environment = place.environment(model, "", Set.of());
        try (KubernetesClient client = cluster.connection().open()) {
            WorkloadClient workload =
                    new WorkloadClient(new KubernetesObjects(client), environment.workload(), environment.container());
            Decision moved =
                    new PlaceMove(environment, workload, ledger, Clock.systemUTC()).record(model, user, reason);
            reportOptions.print(environment.name() + " of " + model + " is "
                    + moved.place().orElseThrow().describe() + " from now on (decision " + moved.seq() + ")");
        }
        return ExitCode.PASS;
    }
}
