package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import picocli.CommandLine.Option;

/** A command that records what somebody decided, and why. */
abstract class DecidedOnLedger extends OnLedger {
    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; recorded in the ledger")
    String reason;

    @Option(names = "--user", paramLabel = "NAME", description = "Who decides (your login name)")
    String user = System.getProperty("user.name", "unknown");

    /** What the reason has to tell: the rest of "say why ...". */
    abstract String decided();

    @Override
    final void check() throws BadInputException {
        if (reason.isBlank()) {
            throw new BadInputException("--reason is empty; say why " + decided());
        }
    }
}
