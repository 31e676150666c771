package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.LedgerVerification;
import picocli.CommandLine.Command;

/** {@code ledger verify}: walks every chain. */
@Command(
        name = "verify",
        description = "Reads the whole ledger and names the first broken or missing link of each chain.",
        footerHeading = "%nExample:%n",
        footer = {"  model-delivery ledger verify --ledger s3://models/ledger"})
final class LedgerVerifyCommand extends OnLedger {
    @Override
    int show(Ledger ledger) throws DeliveryException, InterruptedException {
        return reportOptions.show(LedgerVerification.of(ledger));
    }
}
