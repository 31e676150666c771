package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.contract.RecordCounts;
import io.jenkins.plugins.modeldelivery.evaluation.Defect;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What must hold before a metric means anything: contract, shift, freshness, and files that are what they should be. */
final class Preconditions {
    private static final String REMEDY = "evaluate the version in production on this eval set too";

    private final GateEvidence evidence;
    private final Policy policy;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Something to report.
     *
     * @param blocks whether metrics must not be computed
     */
    record Finding(Verdict verdict, String reason, boolean blocks) {}

    private Preconditions(GateEvidence evidence) {
        this.evidence = evidence;
        this.policy = evidence.policy();
    }

    /** All findings in the order of the checks; a check that passes without remark finds nothing. */
    static List<Finding> of(GateEvidence evidence) {
        Preconditions check = new Preconditions(evidence);
        check.contract();
        check.shift();
        check.freshness();
        check.coverage();
        check.sameEvalSet();
        check.defects("predictions", evidence.counts().predictions());
        check.defects("baseline", evidence.counts().baseline());
        return check.findings;
    }

    /** Why metrics must not be computed. */
    static Optional<String> block(List<Finding> findings) {
        return findings.stream().filter(Finding::blocks).map(Finding::reason).findFirst();
    }

    private void add(Verdict verdict, String reason) {
        findings.add(new Finding(verdict, reason, false));
    }

    private void block(Verdict verdict, String reason) {
        findings.add(new Finding(verdict, reason, true));
    }

    private void contract() {
        if (evidence.contract().isEmpty()) {
            if (policy.asksForContract()) {
                add(Verdict.INCONCLUSIVE, "contract: there are no predictions to check, or no contract file is named");
            }
            return;
        }
        RecordCounts contract = evidence.contract().get();
        if (contract.all() == 0) {
            add(Verdict.INCONCLUSIVE, "contract: there are no records to check");
            return;
        }
        Verdict verdict = contract.verdict(policy.compliance());
        if (verdict != Verdict.PASS) {
            add(
                    verdict,
                    "contract: %d of %d outputs %s it (compliance %s, at least %s); first: %s"
                            .formatted(
                                    contract.invalid(),
                                    contract.all(),
                                    verdict == Verdict.FAIL ? "break" : "break, or may break,",
                                    Numbers.value(contract.share()),
                                    Numbers.value(policy.compliance()),
                                    contract.firstOffender(verdict)));
        }
    }

    private void shift() {
        if (policy.shift().isEmpty()) {
            return;
        }
        Verdict verdict = evidence.drift().map(ShiftFinding::verdict).orElse(Verdict.INCONCLUSIVE);
        if (verdict == Verdict.PASS) {
            return;
        }
        String why =
                evidence.drift().flatMap(ShiftFinding::reason).orElse("there is nothing to compare the eval set with");
        if (verdict == Verdict.INCONCLUSIVE) {
            block(Verdict.INCONCLUSIVE, "shift: " + why);
            return;
        }
        String reason = "shift: EVAL_SET_STALE: " + why;
        switch (policy.shift().get().onShift()) {
            case "warn" -> add(Verdict.PASS, reason + " (onShift: warn)");
            case "unstable" -> block(Verdict.INCONCLUSIVE, reason + " (onShift: unstable)");
            default -> block(Verdict.FAIL, reason);
        }
    }

    private void freshness() {
        Optional<Duration> maxAge = policy.maxAge();
        if (maxAge.isPresent()) {
            Optional<Instant> asOf = evidence.evalSet().flatMap(EvalSetFacts::asOf);
            if (evidence.evalSet().isEmpty()) {
                block(Verdict.INCONCLUSIVE, "freshness: the policy has maxAge, but no eval set was given");
            } else if (asOf.isEmpty()) {
                block(
                        Verdict.INCONCLUSIVE,
                        "freshness: the eval set does not say its asOf (in <file>.meta.json or a first line {\"$meta\":"
                                + " {\"asOf\": ...}})");
            } else {
                age(asOf.get(), maxAge.get());
            }
        }
        long rows = evidence.evalSet().map(EvalSetFacts::rows).orElseGet(evidence::rows);
        if (policy.minRows() > 0 && rows < policy.minRows()) {
            add(
                    Verdict.INCONCLUSIVE,
                    rows < 0
                            ? "eval set: the policy has minRows, but neither eval set nor predictions were given"
                            : "eval set: %d rows, at least %d are needed".formatted(rows, policy.minRows()));
        }
    }

    private void age(Instant asOf, Duration maxAge) {
        Duration age = Duration.between(asOf, evidence.judgedAt());
        if (age.isNegative()) {
            block(Verdict.INCONCLUSIVE, "freshness: the eval set's asOf " + asOf + " lies in the future");
        } else if (age.compareTo(maxAge) > 0) {
            block(
                    Verdict.FAIL,
                    "freshness: the eval set is %s days old (asOf %s), at most %s allowed; refresh the eval set"
                            .formatted(
                                    Numbers.days(age), asOf, policy.maxAgeText().orElseThrow()));
        }
    }

    private void coverage() {
        if (evidence.evalSet().isEmpty()) {
            return;
        }
        EvalSetFacts evalSet = evidence.evalSet().get();
        if (!evalSet.isCovered()) {
            add(
                    Verdict.INCONCLUSIVE,
                    "eval set: %d of its %d rows have no prediction and %d predictions are of other rows%s"
                            .formatted(
                                    evalSet.unpredicted().orElse(0),
                                    evalSet.rows(),
                                    evalSet.unknown().orElse(0),
                                    evalSet.firstUnknown().isPresent()
                                            ? " (first: line "
                                                    + evalSet.firstUnknown().getAsLong() + ")"
                                            : ""));
        }
        if (evalSet.labelConflicts().orElse(0) > 0) {
            add(
                    Verdict.INCONCLUSIVE,
                    "eval set: %d predictions carry another label than the eval set"
                            .formatted(evalSet.labelConflicts().getAsLong()));
        }
        if (evalSet.drawnConflicts().orElse(0) > 0) {
            add(
                    Verdict.INCONCLUSIVE,
                    "eval set: %d predictions say another 'drawn' than the eval set"
                            .formatted(evalSet.drawnConflicts().getAsLong()));
        }
        evalSet.misdrawn()
                .ifPresent(why -> add(
                        Verdict.INCONCLUSIVE,
                        "eval set: " + why + "; draw it again, or take the metadata that are its own"));
        if (evalSet.tooManyLabels().orElse(false)
                && evidence.all().filter(rows -> rows.unlabelled() > 0).isPresent()) {
            add(
                    Verdict.INCONCLUSIVE,
                    "eval set: it has more than a million different labels, or 32 million characters of them; write them into"
                            + " the predictions, of which "
                            + evidence.all().orElseThrow().unlabelled() + " have none");
        }
        if (!evalSet.defects().isEmpty()) {
            add(Verdict.INCONCLUSIVE, "eval set: " + told(evalSet.defects()));
        }
    }

    /** What is compared must have been measured on one set: a difference between sets is no difference between versions. */
    private void sameEvalSet() {
        String given = evidence.evalSet().map(EvalSetFacts::sha256).orElse("");
        String results = evidence.counts().resultsEvalSet().orElse("");
        String baseline = evidence.counts().baselineEvalSet().orElse("");
        if (!given.isEmpty() && !results.isEmpty() && !given.equals(results)) {
            add(Verdict.INCONCLUSIVE, "results: they are of another eval set (" + of(results) + ") than the one given");
        }
        boolean compares =
                policy.rules().stream().anyMatch(rule -> rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE);
        if (!compares) {
            return;
        }
        String candidate = given.isEmpty() ? results : given;
        if (!baseline.isEmpty() && !candidate.isEmpty() && !baseline.equals(candidate)) {
            add(
                    Verdict.INCONCLUSIVE,
                    "baseline: its results are of another eval set (" + of(baseline) + "); " + REMEDY);
        }
        evidence.counts()
                .baseline()
                .filter(counts -> !counts.covers())
                .ifPresent(counts -> add(
                        Verdict.INCONCLUSIVE,
                        "baseline: %d rows of the eval set have no baseline prediction and %d baseline predictions are of other rows; %s"
                                .formatted(
                                        counts.unpredicted().orElse(0),
                                        counts.unknown().orElse(0),
                                        REMEDY)));
    }

    private static String of(String sha256) {
        return "sha256 " + sha256.substring(0, Math.min(12, sha256.length()));
    }

    private void defects(String file, Optional<GateCounts.Predicted> counts) {
        counts.flatMap(GateCounts.Predicted::defects)
                .filter(defects -> !defects.isEmpty())
                .ifPresent(defects -> add(Verdict.INCONCLUSIVE, file + ": " + told(defects)));
        if (counts.isPresent() && counts.get().rows().orElse(-1) == 0) {
            add(Verdict.INCONCLUSIVE, file + ": there are no rows");
        }
    }

    private static String told(Map<String, Defect> defects) {
        return defects.entrySet().stream()
                .map(entry -> "%d lines with %s (first: line %d%s)"
                        .formatted(
                                entry.getValue().count(),
                                entry.getKey(),
                                entry.getValue().firstLine(),
                                entry.getValue()
                                        .cause()
                                        .map(cause -> ": " + cause)
                                        .orElse("")))
                .collect(Collectors.joining(", "));
    }
}
