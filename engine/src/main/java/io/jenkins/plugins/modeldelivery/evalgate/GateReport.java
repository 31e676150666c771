package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.contract.RecordCounts;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a gate found, {@code model-delivery/gate-report/v1}.
 *
 * @param metrics every metric that the rows can tell, by name; empty where metrics were not computed
 * @param contract how the outputs keep it, where it was checked
 * @param evalSet where one was given
 * @param drift where the policy asks for it
 * @param inputs which files were read; empty in reports of before that was told
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
        Optional<Inputs> inputs,
        GateCounts counts,
        Policy policy,
        Instant judgedAt,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more)
        implements Report {
    static final String SCHEMA = "model-delivery/gate-report/v1";

    private static final String COMPLETENESS_UNKNOWN =
            "completeness unknown: no eval set was given that says which rows the predictions should have";

    /** Most outcomes of rules in one report, but for one outcome a rule that has no room: what a page can show and a controller judge again. */
    static final int MAX_OUTCOMES = 2_000;

    /** SHA-256 of the files that were judged, beside that of the eval set. */
    public record Inputs(
            Optional<String> contract,
            Optional<String> predictions,
            Optional<String> baselinePredictions,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

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

    /**
     * Judges what was counted of the candidate's rows by the rules, rows and age that an environment demands. What a results
     * file claims, and rows without those that failed, are no part of that.
     *
     * @param now of whoever decides
     * @throws BadInputException when the counts contradict themselves
     */
    public GateReport judgedBy(Policy minimum, Instant now) throws BadInputException {
        GateEvidence own = new GateEvidence(
                model,
                version,
                Optional.empty(),
                evalSet,
                Optional.empty(),
                Optional.empty(),
                counts.ofRows(measured -> !measured.leavesOut()),
                minimum,
                now);
        try {
            return GateJudge.report(own.settled(), Map.of());
        } catch (IllegalArgumentException | NoSuchElementException | DateTimeException e) {
            throw new BadInputException("the report's counts contradict themselves: " + e.getMessage(), e);
        }
    }

    /** Whether it was judged from predictions on a given eval set, which are all there. */
    public boolean isOfWholeEvalSet() {
        return evalSet.filter(EvalSetFacts::isCovered).isPresent()
                && counts.predictions().isPresent();
    }

    /** SHA-256 of the data that its shift test compared, reference and eval set, and the test itself; empty without one. */
    public Optional<DriftReport> shift() {
        return drift.flatMap(ShiftFinding::measured);
    }

    private GateEvidence evidence() {
        return new GateEvidence(model, version, contract, evalSet, drift, inputs, counts, policy, judgedAt);
    }

    @Override
    public ObjectNode toJson() {
        return Json.tree(this);
    }

    /** Whether the eval set shifted and the policy says {@code onShift: unstable}, which then decides. */
    public boolean isUnstableShift() {
        boolean asked = policy.shift()
                .filter(shift -> shift.onShift().equals("unstable"))
                .isPresent();
        return asked && drift.filter(shift -> shift.verdict() == Verdict.FAIL).isPresent();
    }

    @Override
    public Layout layout() {
        String what =
                model.map(name -> name + version.map(v -> " " + v).orElse("")).orElse("");
        List<Section> sections = new ArrayList<>(List.of(
                rules("Rules", rules.stream().filter(rule -> rule.slice().isEmpty())),
                rules(
                        "Slices, worst first",
                        rules.stream()
                                .filter(rule -> rule.slice().isPresent())
                                .sorted(Comparator.comparing(RuleOutcome::verdict)
                                        .reversed()))));
        contract.ifPresent(counts -> sections.addAll(counts.sections()));
        evalSet.ifPresent(set -> sections.add(set.section()));
        drift.flatMap(ShiftFinding::measured).ifPresent(shift -> sections.addAll(shift.sections()));
        return Layout.judged(verdict, what, reasons, "all " + rules.size() + " rules hold", sections)
                .and(List.of(), completenessUnknown() ? List.of(COMPLETENESS_UNKNOWN) : List.of());
    }

    /** Predictions that were cut off at the end of a line look whole, unless an eval set says which there should be. */
    private boolean completenessUnknown() {
        return counts.predictions().isPresent() && evalSet.isEmpty();
    }

    private static Section rules(String title, Stream<RuleOutcome> rules) {
        Section.Builder table = Section.table(
                title,
                "verdict",
                "metric",
                "slice",
                "rule",
                "observed",
                "bound",
                "baseline",
                "difference",
                "rows",
                "reason");
        rules.forEach(rule -> table.row(
                rule.verdict(),
                rule.metric(),
                rule.slice().map(field -> field + "=" + rule.value().orElse("")).orElse(""),
                rule.operator().key() + " " + Numbers.value(rule.limit()),
                Numbers.value(rule.observed()),
                rule.interval().map(RuleOutcome.Interval::text).orElse(""),
                Numbers.value(rule.baseline()),
                Numbers.difference(rule.observed(), rule.baseline()),
                Numbers.count(rule.rows()),
                rule.reason()));
        return table.end();
    }
}
