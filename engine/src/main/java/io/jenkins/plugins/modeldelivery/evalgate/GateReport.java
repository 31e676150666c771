package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;

/** What a gate found, see {@code docs/schemas/gate-report-v1.json}. */
public final class GateReport implements Report {
    private final ObjectNode json;

    private GateReport(ObjectNode json) {
        this.json = json;
    }

    static GateReport of(ObjectNode evidence) throws BadInputException {
        // once through text, so that numbers have the form they will have when the report is read back
        JsonNode settled = Json.parse(Json.compact(evidence), "the evidence");
        return new GateReport(GateJudge.report(new GateEvidence((ObjectNode) settled)));
    }

    /**
     * Judges again from a report's own raw counts and policy: byte for byte the same report, if it was not tampered with.
     *
     * @throws BadInputException when it is not a gate report
     */
    @SuppressFBWarnings(
            value = "DCN_NULLPOINTER_EXCEPTION",
            justification = "a field missing from a foreign document shows as null in its tree; told as bad input")
    public static GateReport recompute(JsonNode reportDocument) throws BadInputException {
        if (!(reportDocument instanceof ObjectNode report)
                || !report.path("schema").asText().equals("model-delivery/gate-report/v1")
                || !report.path("policy").isObject()
                || !report.path("counts").isObject()) {
            throw new BadInputException(
                    "the document is not a model-delivery/gate-report/v1 with its counts and policy");
        }
        ObjectNode evidence = report.deepCopy();
        evidence.remove(List.of("schema", "verdict", "reasons", "rules", "metrics"));
        Policy.parse(Json.compact(evidence.get("policy")), "the report's policy");
        try {
            return of(evidence);
        } catch (IllegalArgumentException | NullPointerException | ClassCastException | DateTimeException e) {
            throw new BadInputException("the report's counts contradict themselves: " + e.getMessage(), e);
        }
    }

    @Override
    public Verdict verdict() {
        return Verdict.valueOf(json.get("verdict").asText());
    }

    @Override
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        json.get("reasons").forEach(reason -> reasons.add(reason.asText()));
        return reasons;
    }

    @Override
    public ObjectNode toJson() {
        return json.deepCopy();
    }

    @Override
    public String toText() {
        StringBuilder text = new StringBuilder(headline()).append('\n');
        reasons().stream()
                .skip(1)
                .forEach(r -> text.append("  ").append(clean(r)).append('\n'));
        Table table = table();
        return table.isEmpty()
                ? text.toString()
                : text.append('\n').append(table.toText()).toString();
    }

    @Override
    public String toMarkdown() {
        StringBuilder text = new StringBuilder("**").append(escape(headline())).append("**\n");
        if (reasons().size() > 1) {
            text.append('\n');
        }
        reasons().stream()
                .skip(1)
                .forEach(r -> text.append("- ").append(escape(clean(r))).append('\n'));
        Table table = table();
        return table.isEmpty()
                ? text.toString()
                : text.append('\n').append(table.toMarkdown()).toString();
    }

    /** One line: the verdict, for what, and the first reason. */
    public String headline() {
        String what = json.has("model")
                ? " " + json.get("model").asText()
                        + (json.has("version") ? " " + json.get("version").asText() : "")
                : "";
        List<String> reasons = reasons();
        long rules = json.get("rules").size();
        return clean(verdict() + what + ": " + (reasons.isEmpty() ? "all " + rules + " rules hold" : reasons.get(0)));
    }

    private Table table() {
        Table table = new Table("verdict", "metric", "slice", "rule", "observed", "interval", "baseline", "rows");
        for (JsonNode rule : json.get("rules")) {
            JsonNode interval = rule.path("interval");
            table.row(
                    rule.get("verdict").asText(),
                    rule.get("metric").asText(),
                    rule.has("slice")
                            ? rule.get("slice").asText() + "="
                                    + rule.path("value").asText("")
                            : "",
                    rule.get("operator").asText() + " "
                            + NumberText.shown(rule.get("limit").doubleValue()),
                    number(rule.path("observed")),
                    interval.isMissingNode()
                            ? ""
                            : "[" + number(interval.path("low")) + ", " + number(interval.path("high")) + "] "
                                    + interval.get("method").asText(),
                    number(rule.path("baseline")),
                    rule.path("rows").asText(""));
        }
        return table;
    }

    private static String number(JsonNode node) {
        return node.isNumber() ? NumberText.shown(node.doubleValue()) : "";
    }

    private static String clean(String text) {
        return PlainText.shown(text);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
