package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger log}: the last decisions, newest first. */
@Command(
        name = "log",
        description = "Shows the last decisions about a model, newest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery ledger log intent --environment production --ledger s3://models/ledger",
            "  model-delivery ledger log intent -n 1000 --format json --ledger /var/lib/jenkins/model-delivery"
        })
final class LedgerLogCommand extends OnLedger {
    @Parameters(paramLabel = "MODEL", description = "The model")
    private String model;

    @Option(names = "--environment", paramLabel = "NAME", description = "Only decisions about this environment")
    private String environment;

    @Option(names = "-n", paramLabel = "COUNT", description = "At most so many (default: ${DEFAULT-VALUE})")
    private int count = 50;

    @Override
    void check() throws BadInputException {
        if (count < 1) {
            throw new BadInputException("-n must be at least 1");
        }
    }

    @Override
    int show(Ledger ledger) throws DeliveryException, InterruptedException {
        List<Decision> decisions = environment == null
                ? ledger.decisions().tail(model, count)
                : ledger.decisions().tail(model, environment, count);
        if (decisions.isEmpty() && !ledger.models().contains(model)) {
            throw new BadInputException("There is no model '" + model + "' in " + ledger.describe());
        }
        ObjectNode json = Json.document("ledger-log").put("model", model);
        ArrayNode list = json.putArray("decisions");
        Section.Builder table =
                Section.table("", "seq", "time", "environment", "kind", "from", "to", "drift", "user", "reason");
        for (Decision d : decisions) {
            list.add(d.toJson());
            table.row(
                    Long.toString(d.seq()),
                    d.time().toString(),
                    d.environment(),
                    d.kind().name(),
                    d.from().map(from -> from.version()).orElse("-"),
                    d.to().version(),
                    d.drift().map(Enum::name).orElse("-"),
                    d.draft().user(),
                    d.draft().reason());
        }
        reportOptions.printTable(json, table.end());
        return ExitCode.PASS;
    }
}
