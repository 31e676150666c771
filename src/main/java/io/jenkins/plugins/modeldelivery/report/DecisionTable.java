package io.jenkins.plugins.modeldelivery.report;

import static io.jenkins.plugins.modeldelivery.report.Figures.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.Names;
import java.util.ArrayList;
import java.util.List;

/** The table of a promotion or rollback: who, when, why, what exactly, and where the ledger says so. */
final class DecisionTable {
    private DecisionTable() {}

    static CardTable of(JsonNode report) {
        CardTable table =
                new CardTable(Messages.CardTables_Decision(), Messages.CardTables_What(), Messages.CardTables_Value());
        table.row(Messages.CardTables_Outcome(), text(report.path("outcome")));
        table.row(Messages.CardTables_Environment(), text(report.path("environment")));
        table.row(
                Messages.CardTables_Versions(),
                report.path("previous").isObject()
                        ? Messages.CardTables_FromTo(
                                text(report.path("previous").path("version")), text(report.path("version")))
                        : text(report.path("version")));
        table.row(Messages.CardTables_By(), text(report.path("user")));
        if (!report.path("reason").asText().isEmpty()) {
            table.row(Messages.CardTables_DecidedReason(), text(report.path("reason")));
        }
        table.row(Messages.CardTables_Digest(), text(report.path("digest")));
        table.row(Messages.CardTables_Image(), text(report.path("image")));
        table.row(Messages.CardTables_Previous(), text(report.path("previousImage")));
        List<String> evidence = new ArrayList<>();
        report.path("evidence").forEach(id -> evidence.add(id.asText()));
        if (!evidence.isEmpty()) {
            table.row(Messages.CardTables_Evidence(), evidence(report, evidence));
        }
        long seq = report.path("seq").asLong();
        String model = report.path("model").asText();
        if (seq > 0 && Names.isName(model)) {
            table.row(
                    Messages.CardTables_Ledger(),
                    List.of(new CardTable.Link(
                            Messages.CardTables_LedgerEntry(seq), page(model) + "decision?seq=" + seq)));
        }
        return table;
    }

    private static List<CardTable.Link> evidence(JsonNode report, List<String> ids) {
        String page = page(report.path("model").asText()) + "evidence/"
                + report.path("version").asText() + ":";
        return ids.stream().map(id -> new CardTable.Link(id, page + id + "/")).toList();
    }

    /** The model's page of the same job, as seen from a page of a build. */
    private static String page(String model) {
        return "../../models/model/" + model + "/";
    }
}
