package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.dependency.DependencyGraph;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dependencies}: which models depend on which, and whose evaluation no longer holds. */
@Command(
        name = "dependencies",
        description = "Shows which models depend on which, and whether what serves was evaluated against what serves.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery dependencies --ledger s3://models/ledger",
            "  model-delivery dependencies --ledger /var/lib/jenkins/model-delivery --format json",
            "Exit code 0: every edge holds; 1: one is stale or did not pass; 3: one is not known."
        })
final class DependenciesCommand implements Callable<Integer> {
    @Mixin
    HelpOption help;

    @Mixin
    LedgerOptions ledgerOptions;

    @Mixin
    ReportOptions report;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        try (Ledger ledger = ledgerOptions.open()) {
            return report.show(DependencyGraph.read(ledger));
        }
    }
}
