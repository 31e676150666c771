package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.LedgerVerification;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ledger verify}: walks every chain. */
@Command(
        name = "verify",
        description = "Reads the whole ledger and names the first broken or missing link of each chain.",
        footerHeading = "%nExample:%n",
        footer = {"  model-delivery ledger verify --ledger s3://models/ledger"})
final class LedgerVerifyCommand implements Callable<Integer> {
    @Mixin
    private HelpOption help;

    @Mixin
    private LedgerOptions ledgerOptions;

    @Mixin
    private ReportOptions reportOptions;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        try (Ledger ledger = ledgerOptions.open()) {
            return reportOptions.show(LedgerVerification.of(ledger));
        }
    }
}
