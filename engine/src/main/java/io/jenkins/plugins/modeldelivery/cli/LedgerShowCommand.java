package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger show}: one version, decision or piece of evidence as it is kept. */
@Command(
        name = "show",
        description = "Shows a version with its evidence, a decision, or one piece of evidence, as JSON.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery ledger show intent --version 1.4 --ledger s3://models/ledger",
            "  model-delivery ledger show intent --decision 12 --ledger s3://models/ledger",
            "  model-delivery ledger show intent --evidence 20261101T120000Z-f1963b4fe08fa4f9 --ledger s3://models/ledger"
        })
final class LedgerShowCommand extends OnLedger {
    @Parameters(paramLabel = "MODEL", description = "The model")
    private String model;

    @Option(names = "--version", paramLabel = "VERSION", description = "Show this version")
    private String version;

    @Option(names = "--decision", paramLabel = "SEQ", description = "Show this decision")
    private Long decision;

    @Option(names = "--evidence", paramLabel = "ID", description = "Show this evidence")
    private String evidence;

    @Override
    int show(Ledger ledger) throws DeliveryException, InterruptedException {
        reportOptions.print(Json.pretty(found(ledger)));
        return ExitCode.PASS;
    }

    private ObjectNode found(Ledger ledger) throws DeliveryException, InterruptedException {
        if (evidence != null) {
            return EvidenceSearch.find(ledger, evidence, model, version).toJson();
        }
        if (decision != null) {
            return ledger.decisions()
                    .read(model, decision)
                    .orElseThrow(() ->
                            new BadInputException(model + " has no decision " + decision + " in " + ledger.describe()))
                    .toJson();
        }
        if (version == null) {
            throw new BadInputException("Say what to show: --version, --decision or --evidence");
        }
        ObjectNode json = ledger.versions().require(model, version).toJson();
        ArrayNode list = json.putArray("evidence");
        for (String id : ledger.evidence().list(model, version)) {
            Evidence one = EvidenceSearch.find(ledger, id, model, version);
            list.addObject()
                    .put("id", id)
                    .put("kind", one.kind())
                    .put("verdict", one.verdict().name());
        }
        return json;
    }
}
