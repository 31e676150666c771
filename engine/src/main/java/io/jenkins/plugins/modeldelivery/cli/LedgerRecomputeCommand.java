package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.recording.Recomputed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger recompute}: the verdict of kept evidence, once more from its counts. */
@Command(
        name = "recompute",
        description =
                "Computes a recorded verdict again from the counts in its report; FAIL if a byte differs that the same version of the judge wrote.",
        footerHeading = "%nExample:%n",
        footer = {"  model-delivery ledger recompute 20261101T120000Z-f1963b4fe08fa4f9 --ledger s3://models/ledger"})
final class LedgerRecomputeCommand extends OnLedger {
    @Parameters(paramLabel = "ID", description = "The evidence")
    private String id;

    @Option(names = "--model", paramLabel = "MODEL", description = "Of this model; saves searching")
    private String model;

    @Option(names = "--version", paramLabel = "VERSION", description = "Of this version; saves searching")
    private String version;

    @Override
    int show(Ledger ledger) throws DeliveryException, InterruptedException {
        return reportOptions.show(Recomputed.of(EvidenceSearch.find(ledger, id, model, version), Judges.all()));
    }
}
