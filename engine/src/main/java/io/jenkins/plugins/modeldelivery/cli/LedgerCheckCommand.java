package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.StoreCheck;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ledger check}: can this store hold a ledger at all? */
@Command(
        name = "check",
        description = "Proves that a store can hold a ledger (conditional create, ordered listing) and cleans up.",
        footerHeading = "%nExample:%n",
        footer = {
            "  model-delivery ledger check --ledger s3://models/ledger --endpoint-url https://s3.example.com --path-style"
        })
final class LedgerCheckCommand implements Callable<Integer> {
    @Mixin
    private HelpOption help;

    @Mixin
    private LedgerOptions ledgerOptions;

    @Mixin
    private ReportOptions reportOptions;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        try (Ledger ledger = ledgerOptions.openOrMake()) {
            StoreCheck.run(ledger.store());
            reportOptions.print(ledger.describe() + " can hold a ledger");
        }
        return ExitCode.PASS;
    }
}
