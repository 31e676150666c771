package io.jenkins.plugins.modeldelivery.report;

import static io.jenkins.plugins.modeldelivery.report.Figures.ABSENT;
import static io.jenkins.plugins.modeldelivery.report.Figures.difference;
import static io.jenkins.plugins.modeldelivery.report.Figures.interval;
import static io.jenkins.plugins.modeldelivery.report.Figures.number;
import static io.jenkins.plugins.modeldelivery.report.Figures.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The tables of a card, each made from one part of a report document (shapes: {@code docs/schemas}). */
final class CardTables {
    private CardTables() {}

    /** All tables that the document has something for, what decides first. */
    static List<CardTable> of(JsonNode report) {
        String schema = report.path("schema").asText();
        if (schema.contains("/traffic-report/")) {
            return present(TrafficTables.of(report));
        }
        if (schema.contains("/promotion-report/")) {
            return present(Stream.of(decision(report)));
        }
        if (schema.contains("/eval-results/")) {
            return present(Stream.concat(ResultTables.of(report), Stream.of(contract(report.path("contract")))));
        }
        JsonNode shift = schema.contains("/drift-report/") ? report : report.path("drift");
        return present(Stream.of(
                rules(report.path("rules")),
                slices(report.path("rules")),
                contract(report.path("records").isObject() ? report.path("records") : report.path("contract")),
                signature(report.path("signature")),
                evalSet(report.path("evalSet")),
                shift(shift))); // the last one, for the page shows its history below it
    }

    private static List<CardTable> present(Stream<CardTable> tables) {
        return tables.filter(table -> !table.isEmpty())
                .map(CardTable::withoutAbsentColumns)
                .toList();
    }

    /** The table of a promotion or rollback: who, when, why, what exactly, and where the ledger says so. */
    private static CardTable decision(JsonNode report) {
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

    private static CardTable rules(JsonNode rules) {
        CardTable table = new CardTable(
                Messages.CardTables_Rules(),
                Messages.CardTables_Metric(),
                Messages.CardTables_Verdict(),
                Messages.CardTables_Limit(),
                Messages.CardTables_Observed(),
                Messages.CardTables_Interval(),
                Messages.CardTables_Baseline(),
                Messages.CardTables_Difference(),
                Messages.CardTables_Rows(),
                Messages.CardTables_Reason());
        each(rules).filter(rule -> !isSlice(rule)).forEach(rule -> row(table, rule, text(rule.path("metric"))));
        return table;
    }

    /** Worst first: by verdict, then as the gate listed them. */
    private static CardTable slices(JsonNode rules) {
        CardTable table = new CardTable(
                Messages.CardTables_Slices(),
                Messages.CardTables_Slice(),
                Messages.CardTables_Verdict(),
                Messages.CardTables_Limit(),
                Messages.CardTables_Observed(),
                Messages.CardTables_Interval(),
                Messages.CardTables_Baseline(),
                Messages.CardTables_Difference(),
                Messages.CardTables_Rows(),
                Messages.CardTables_Reason());
        each(rules)
                .filter(CardTables::isSlice)
                .sorted(Comparator.comparing(CardTables::severity).reversed())
                .forEach(rule -> row(
                        table,
                        rule,
                        text(rule.path("metric")) + ", " + text(rule.path("slice")) + " = "
                                + text(rule.path("value"))));
        return table;
    }

    private static void row(CardTable table, JsonNode rule, String what) {
        table.row(
                what,
                Figures.verdict(rule.path("verdict")),
                text(rule.path("operator")) + " " + number(rule.path("limit")),
                number(rule.path("observed")),
                interval(rule.path("interval")),
                number(rule.path("baseline")),
                difference(rule.path("observed"), rule.path("baseline")),
                number(rule.path("rows")),
                rule.path("reason").asText(""));
    }

    private static CardTable contract(JsonNode contract) {
        CardTable table =
                new CardTable(Messages.CardTables_Contract(), Messages.CardTables_What(), Messages.CardTables_Value());
        if (contract.path("compliance").isNumber()) {
            table.row(Messages.CardTables_Compliance(), number(contract.path("compliance")));
            table.row(Messages.CardTables_Valid(), number(contract.path("valid")));
            table.row(Messages.CardTables_Invalid(), number(contract.path("invalid")));
        }
        each(contract.path("violations"))
                .forEach(violation -> table.row(
                        text(violation.path("keyword")) + " " + text(violation.path("pointer")),
                        number(violation.path("count"))));
        each(contract.path("offenders"))
                .forEach(offender -> table.row(
                        Messages.CardTables_Line(text(offender.path("line"))),
                        text(offender.path("pointer")) + " " + text(offender.path("message"))));
        return table;
    }

    private static CardTable signature(JsonNode signature) {
        CardTable table =
                new CardTable(Messages.CardTables_Signature(), Messages.CardTables_What(), Messages.CardTables_Value());
        if (signature.path("compared").isNumber()) {
            table.row(Messages.CardTables_Compared(), number(signature.path("compared")));
        }
        for (String change : new String[] {"added", "removed", "retyped", "open", "kept"}) {
            each(signature.path(change))
                    .forEach(field -> table.row(change, field.isValueNode() ? text(field) : field.toString()));
        }
        return table;
    }

    private static CardTable evalSet(JsonNode evalSet) {
        CardTable table =
                new CardTable(Messages.CardTables_EvalSet(), Messages.CardTables_What(), Messages.CardTables_Value());
        if (evalSet.isObject()) {
            table.row(Messages.CardTables_Rows(), number(evalSet.path("rows")));
            table.row(Messages.CardTables_AsOf(), text(evalSet.path("asOf")));
            table.row(Messages.CardTables_AgeDays(), number(evalSet.path("ageDays")));
            table.row("SHA-256", text(evalSet.path("sha256")));
        }
        return table;
    }

    private static CardTable shift(JsonNode drift) {
        CardTable table =
                new CardTable(Messages.CardTables_Shift(), Messages.CardTables_What(), Messages.CardTables_Value());
        if (!drift.isObject()) {
            return table;
        }
        table.row(Messages.CardTables_Verdict(), Figures.verdict(drift.path("verdict")));
        table.row("MMD²", number(drift.path("mmd2")));
        table.row(
                Messages.CardTables_PValue(),
                number(drift.path("p_value")) + " (α " + number(drift.path("alpha")) + ")");
        JsonNode effect = drift.path("effect");
        table.row(
                Messages.CardTables_Effect(),
                number(effect.path("value")) + " [" + number(effect.path("lower")) + ", " + number(effect.path("upper"))
                        + "]");
        table.row(Messages.CardTables_Tolerance(), number(effect.path("tolerance")));
        table.row(Messages.CardTables_Detectable(), number(effect.path("detectable")));
        table.row(
                Messages.CardTables_Sizes(),
                number(drift.path("n")) + " / " + number(drift.path("m")) + " × " + number(drift.path("d")));
        JsonNode permuted = drift.path("null");
        if (permuted.isObject()) {
            table.row(
                    Messages.CardTables_Null(),
                    number(permuted.path("q50")) + " / " + number(permuted.path("q95")) + " / "
                            + number(permuted.path("q99")) + " / " + number(permuted.path("max")));
        }
        table.row(Messages.CardTables_Method(), drift.path("method").asText(ABSENT));
        GateCharts.permuted(drift)
                .ifPresent(chart -> table.drawn("permuted", chart, Messages.GateCharts_PermutedLabel()));
        return table;
    }

    private static boolean isSlice(JsonNode rule) {
        return rule.path("slice").isTextual();
    }

    private static int severity(JsonNode rule) {
        return Figures.verdict(rule.path("verdict")) instanceof Verdict verdict ? verdict.ordinal() : -1;
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
