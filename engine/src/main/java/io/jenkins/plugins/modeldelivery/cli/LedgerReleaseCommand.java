package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger release}: a version that a rollback left may come again. */
@Command(
        name = "release",
        description =
                "Ends the quarantine of a version that a rollback left in an environment; recorded as a decision.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery ledger release intent 1.4 --environment production \\",
            "      --reason 'the wrong answers came from the proxy' --ledger s3://models/ledger"
        })
final class LedgerReleaseCommand extends DecidedOnLedger {
    @Parameters(index = "0", paramLabel = "MODEL", description = "The model")
    private String model;

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version, or its digest")
    private String version;

    @Option(names = "--environment", required = true, paramLabel = "NAME", description = "Where it was left")
    private String environment;

    @Override
    String decided() {
        return "the version may come again";
    }

    @Override
    int show(Ledger ledger) throws DeliveryException, InterruptedException {
        for (Decision d : new EnvironmentDecisions(ledger, Clock.systemUTC())
                .release(model, environment, version, user, reason)) {
            reportOptions.print(model + " " + d.to().version() + " (" + d.to().digest() + ") may go to " + environment
                    + " again (decision " + d.seq() + ")");
        }
        return ExitCode.PASS;
    }
}
