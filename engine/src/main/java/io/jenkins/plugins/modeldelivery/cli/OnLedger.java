package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that shows something of a ledger, which must be there. */
abstract class OnLedger implements Callable<Integer> {
    @Mixin
    private HelpOption help;

    @Mixin
    private LedgerOptions ledgerOptions;

    @Mixin
    ReportOptions reportOptions;

    @Override
    public final Integer call() throws DeliveryException, InterruptedException {
        check();
        try (Ledger ledger = ledgerOptions.open()) {
            return show(ledger);
        }
    }

    /** Refuses options that no ledger could answer, before one is opened. */
    void check() throws DeliveryException {}

    /** @return the exit code */
    abstract int show(Ledger ledger) throws DeliveryException, InterruptedException;
}
