package io.jenkins.plugins.modeldelivery.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.EnvironmentStatus;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: what runs in an environment, and whether the ledger agrees. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what runs in an environment, who holds it, and whether the ledger agrees.",
        footerHeading = "%nExample:%n",
        footer = {
            "  model-delivery status --environment production.yaml --model intent --ledger ledger \\",
            "      --kubeconfig deployer.yaml"
        })
final class StatusCommand implements Callable<Integer> {
    @Mixin
    EnvironmentOptions environment;

    @Mixin
    ClusterOptions cluster;

    @Mixin
    LedgerOptions ledgers;

    @Mixin
    ReportOptions report;

    @Override
    public Integer call() throws Exception {
        Environment place = environment.environment();
        if (!report.quiet) {
            place.warnings().forEach(report::note);
        }
        try (KubernetesClient client = cluster.connection().open();
                Ledger ledger = ledgers.open()) {
            WorkloadClient workload =
                    new WorkloadClient(new KubernetesObjects(client), place.workload(), place.container());
            return report.show(EnvironmentStatus.look(place, environment.model, workload, ledger, Clock.systemUTC()));
        }
    }
}
