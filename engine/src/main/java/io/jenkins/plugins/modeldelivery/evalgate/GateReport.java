package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.contract.RecordCounts;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a gate found, {@code model-delivery/gate-report/v1}.
 *
 * @param metrics every metric that the rows can tell, by name; empty where metrics were not computed
 * @param contract how the outputs keep it, where it was checked
 * @param evalSet where one was given
 * @param drift where the policy asks for it
 * @param more keys of a later release, as in its parts
 */
public record GateReport(
        String schema,
        Verdict verdict,
        List<String> reasons,
        Optional<String> model,
        Optional<String> version,
        List<RuleOutcome> rules,
        Optional<Map<String, Double>> metrics,
        Optional<RecordCounts> contract,
        Optional<EvalSetFacts> evalSet,
        Optional<ShiftFinding> drift,
        GateCounts counts,
        Policy policy,
        Instant judgedAt,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more)
        implements Report {
    static final String SCHEMA = "model-delivery/gate-report/v1";

    /** Most outcomes of rules in one report, but for one outcome a rule that has no room: what a page can show and a controller judge again. */
    static final int MAX_OUTCOMES = 2_000;

    public GateReport {
        reasons = List.copyOf(reasons);
        rules = List.copyOf(rules);
        metrics = metrics.map(Collections::unmodifiableMap);
    }

    static GateReport of(GateEvidence evidence) throws BadInputException {
        return GateJudge.report(evidence.settled(), Map.of());
    }

    /**
     * Judges again from a report's own raw counts and policy: byte for byte the same report, if it was not tampered with.
     *
     * @throws BadInputException when it is not a gate report
     */
    public static GateReport recompute(JsonNode document) throws BadInputException {
        if (!document.path("schema").asText().equals(SCHEMA)
                || !document.path("policy").isObject()
                || !document.path("counts").isObject()) {
            throw new BadInputException("the document is not a " + SCHEMA + " with its counts and policy");
        }
        GateReport report = Json.bind(document, GateReport.class, "the gate report");
        Policy.parse(Json.compact(report.policy), "the report's policy");
        try {
            return GateJudge.report(report.evidence().settled(), report.more);
        } catch (IllegalArgumentException | NoSuchElementException | DateTimeException e) {
            throw new BadInputException("the report's counts contradict themselves: " + e.getMessage(), e);
        }
    }

    private GateEvidence evidence() {
        return new GateEvidence(model, version, contract, evalSet, drift, counts, policy, judgedAt);
    }

    @Override
    public ObjectNode toJson() {
        return Json.tree(this);
    }

    @Override
    public String toText() {
        StringBuilder text = new StringBuilder(headline()).append('\n');
        reasons.stream()
                .skip(1)
                .forEach(r -> text.append("  ").append(PlainText.shown(r)).append('\n'));
        Table table = table();
        return table.isEmpty()
                ? text.toString()
                : text.append('\n').append(table.toText()).toString();
    }

    @Override
    public String toMarkdown() {
        StringBuilder text = new StringBuilder("**").append(escape(headline())).append("**\n");
        if (reasons.size() > 1) {
            text.append('\n');
        }
        reasons.stream()
                .skip(1)
                .forEach(r ->
                        text.append("- ").append(escape(PlainText.shown(r))).append('\n'));
        Table table = table();
        return table.isEmpty()
                ? text.toString()
                : text.append('\n').append(table.toMarkdown()).toString();
    }

    /** One line: the verdict, for what, and the first reason. */
    public String headline() {
        String what = model.map(name -> " " + name + version.map(v -> " " + v).orElse(""))
                .orElse("");
        return PlainText.shown(
                verdict + what + ": " + (reasons.isEmpty() ? "all " + rules.size() + " rules hold" : reasons.get(0)));
    }

    private Table table() {
        Table table = new Table("verdict", "metric", "slice", "rule", "observed", "interval", "baseline", "rows");
        for (RuleOutcome rule : rules) {
            table.row(
                    rule.verdict().name(),
                    rule.metric(),
                    rule.slice()
                            .map(field -> field + "=" + rule.value().orElse(""))
                            .orElse(""),
                    rule.operator().key() + " " + NumberText.shown(rule.limit()),
                    number(rule.observed()),
                    rule.interval()
                            .map(i -> "[" + number(i.low()) + ", " + number(i.high()) + "] " + i.method())
                            .orElse(""),
                    number(rule.baseline()),
                    rule.rows().isPresent() ? String.valueOf(rule.rows().getAsLong()) : "");
        }
        return table;
    }

    private static String number(OptionalDouble number) {
        return number.isPresent() ? NumberText.shown(number.getAsDouble()) : "";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
