package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ledger list}: models, or the versions of one. */
@Command(
        name = "list",
        description = "Lists the models with their last decision, or the versions of one model.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery ledger list --ledger /var/lib/jenkins/model-delivery",
            "  model-delivery ledger list intent --ledger s3://models/ledger --format json"
        })
final class LedgerListCommand extends OnLedger {
    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "List this model's versions")
    private String model;

    @Override
    int show(Ledger ledger) throws DeliveryException, InterruptedException {
        ObjectNode json = Json.document("ledger-list");
        Section table = model == null ? models(ledger, json) : versions(ledger, json);
        reportOptions.printTable(json, table);
        return ExitCode.PASS;
    }

    private static Section models(Ledger ledger, ObjectNode json) throws DeliveryException, InterruptedException {
        Section.Builder table = Section.table("", "model", "decisions", "last", "time");
        ArrayNode models = json.putArray("models");
        for (String name : ledger.models()) {
            Optional<Decision> head = ledger.decisions().head(name);
            long count = head.map(Decision::seq).orElse(0L);
            ObjectNode entry = models.addObject().put("model", name).put("decisions", count);
            head.ifPresent(decision -> entry.set("last", decision.toJson()));
            table.row(
                    name,
                    Long.toString(count),
                    head.map(d -> d.kind() + " " + d.to().version() + " in " + d.environment())
                            .orElse("-"),
                    head.map(d -> d.time().toString()).orElse("-"));
        }
        return table.end();
    }

    private Section versions(Ledger ledger, ObjectNode json) throws DeliveryException, InterruptedException {
        Section.Builder table = Section.table("", "version", "digest", "artifact", "image", "evidence");
        ArrayNode versions = json.put("model", model).putArray("versions");
        for (String name : ledger.versions().list(model)) {
            ModelVersion version = ledger.versions().require(model, name);
            int evidence = ledger.evidence().list(model, name).size();
            versions.add(version.toJson().put("evidence", evidence));
            table.row(
                    name,
                    version.digest(),
                    version.artifact().map(a -> a.uri()).orElse("-"),
                    version.image().map(i -> i.repository()).orElse("-"),
                    Integer.toString(evidence));
        }
        return table.end();
    }
}
