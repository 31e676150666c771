package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ledger end}: an operation that nobody is at any more holds its environment no longer. */
@Command(
        name = "end",
        description =
                "Ends a promotion or rollback that holds an environment though nobody is at it any more; recorded as FAILED.",
        footerHeading = "%nExample:%n",
        footer = {
            "  model-delivery ledger end 9a8d07ad-4b08-4d4d-b458-8efdc100ac0c --reason 'its agent is gone' \\",
            "      --ledger s3://models/ledger"
        })
final class LedgerEndCommand extends DecidedOnLedger {
    @Parameters(paramLabel = "OPERATION", description = "The operation, as status and refusals name it")
    private String operation;

    @Override
    String decided() {
        return "nobody is at the operation any more";
    }

    @Override
    int show(Ledger ledger) throws DeliveryException, InterruptedException {
        Decision ended = new EnvironmentDecisions(ledger, Clock.systemUTC()).end(operation, user, reason);
        reportOptions.print("Operation " + operation + " ended: " + ended.environment() + " of " + ended.model()
                + " is free (decision " + ended.seq() + ")");
        return ExitCode.PASS;
    }
}
