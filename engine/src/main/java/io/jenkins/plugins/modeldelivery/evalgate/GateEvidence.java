package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.contract.RecordCounts;
import io.jenkins.plugins.modeldelivery.evaluation.FormerCounts;
import io.jenkins.plugins.modeldelivery.evaluation.Measure;
import io.jenkins.plugins.modeldelivery.evaluation.Measured;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.RequestDraw;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.evaluation.Tallied;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Everything a verdict is computed from, as it stands in the report. */
record GateEvidence(
        Optional<String> model,
        Optional<String> version,
        Optional<RecordCounts> contract,
        Optional<EvalSetFacts> evalSet,
        Optional<ShiftFinding> drift,
        Optional<GateReport.Inputs> inputs,
        GateCounts counts,
        Policy policy,
        Instant judgedAt) {

    /** The same once through text: numbers have the form that they will have when the report is read back. */
    GateEvidence settled() throws BadInputException {
        JsonNode read = Json.parse(Json.compact(this), "the evidence");
        return Json.bind(read, GateEvidence.class, "the evidence");
    }

    /** The same with what was measured of which files. */
    GateEvidence with(Optional<GateReport.Inputs> newInputs, GateCounts newCounts) {
        return new GateEvidence(model, version, contract, evalSet, drift, newInputs, newCounts, policy, judgedAt);
    }

    /** The policy's rules as they are judged on rows that were drawn as the eval set says. */
    List<Rule> rules() {
        return rules(policy.rules(), draw());
    }

    static List<Rule> rules(List<Rule> asked, Optional<RequestDraw> draw) {
        return asked.stream().map(rule -> draw.map(rule::drawn).orElse(rule)).toList();
    }

    /** How the eval set was drawn; empty where it does not say, or inputs were drawn. */
    Optional<RequestDraw> draw() {
        return evalSet.flatMap(EvalSetFacts::draw);
    }

    /** The bounds, unless the draw leaves a rule without. */
    Bounds bounds(Rule rule, Bounds bounds) {
        return draw().flatMap(rule::unweighted).map(Bounds::none).orElse(bounds);
    }

    boolean hasPredictions() {
        return counts.predictions().isPresent();
    }

    /** Counts of all rows of the predictions; empty without predictions, or where they were not to be computed. */
    Optional<Sample> all() {
        return counts.predictions().flatMap(GateCounts.Predicted::all);
    }

    /** What was measured of the rows; of the counts of a version before what they hold. */
    Optional<Tallied> tallied(Measure measure) {
        return counts.measured().stream()
                .filter(one -> one.of().equals(measure))
                .findFirst()
                .or(() -> new FormerEvidence(counts, contract.isPresent()).tallied(measure));
    }

    /** What a report of the version in production says of it. */
    Optional<Measured> baseline(Measure measure) {
        return counts.baseline()
                .flatMap(GateCounts.Predicted::all)
                .flatMap(sample -> FormerCounts.of(measure, sample, contract.isPresent()));
    }

    /** Why the metric cannot be told from these rows. */
    Optional<String> gap(Sample sample, Metric metric) {
        return sample.gap(metric, contract.isPresent());
    }

    /** Rows of predictions, else of the eval set, else as the results file claims; -1 where nobody says. */
    long rows() {
        OptionalLong predicted =
                counts.predictions().map(GateCounts.Predicted::rows).orElse(OptionalLong.empty());
        return predicted.orElseGet(() -> evalSet.map(EvalSetFacts::rows)
                .orElseGet(() -> counts.resultsRows().orElse(-1)));
    }
}
