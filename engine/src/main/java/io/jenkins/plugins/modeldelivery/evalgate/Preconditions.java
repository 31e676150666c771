package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        check.defects("predictions");
        check.defects("baseline");
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
        JsonNode contract = evidence.contract();
        if (contract.isMissingNode()) {
            if (policy.asksForContract()) {
                add(Verdict.INCONCLUSIVE, "contract: there are no predictions to check, or no contract file is named");
            }
            return;
        }
        long valid = contract.get("valid").asLong();
        long all = valid + contract.get("invalid").asLong();
        if (all == 0) {
            add(Verdict.INCONCLUSIVE, "contract: there are no records to check");
        } else if ((double) valid / all < policy.compliance()) {
            JsonNode first = contract.get("offenders").get(0);
            add(
                    Verdict.FAIL,
                    "contract: %d of %d outputs break it (compliance %s, at least %s); first: line %d: %s"
                            .formatted(
                                    all - valid,
                                    all,
                                    NumberText.shown((double) valid / all),
                                    NumberText.shown(policy.compliance()),
                                    first.get("line").asLong(),
                                    first.get("message").asText()));
        }
    }

    private void shift() {
        if (policy.shift().isEmpty()) {
            return;
        }
        JsonNode drift = evidence.drift();
        Verdict verdict =
                drift.has("verdict") ? Verdict.valueOf(drift.get("verdict").asText()) : Verdict.INCONCLUSIVE;
        if (verdict == Verdict.PASS) {
            return;
        }
        String why = drift.path("reasons").path(0).asText("there is nothing to compare the eval set with");
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
            JsonNode asOf = evidence.evalSet().path("asOf");
            if (evidence.evalSet().isMissingNode()) {
                block(Verdict.INCONCLUSIVE, "freshness: the policy has maxAge, but no eval set was given");
            } else if (!asOf.isTextual()) {
                block(
                        Verdict.INCONCLUSIVE,
                        "freshness: the eval set does not say its asOf (in <file>.meta.json or a first line {\"$meta\":"
                                + " {\"asOf\": ...}})");
            } else {
                age(Instant.parse(asOf.textValue()), maxAge.get());
            }
        }
        long rows = evidence.evalSet().path("rows").asLong(evidence.rows());
        if (policy.minRows() > 0 && rows < policy.minRows()) {
            add(
                    Verdict.INCONCLUSIVE,
                    rows < 0
                            ? "eval set: the policy has minRows, but neither eval set nor predictions were given"
                            : "eval set: %d rows, at least %d are needed".formatted(rows, policy.minRows()));
        }
    }

    private void age(Instant asOf, Duration maxAge) {
        Duration age = Duration.between(asOf, evidence.at());
        if (age.isNegative()) {
            block(Verdict.INCONCLUSIVE, "freshness: the eval set's asOf " + asOf + " lies in the future");
        } else if (age.compareTo(maxAge) > 0) {
            block(
                    Verdict.FAIL,
                    "freshness: the eval set is %s days old (asOf %s), at most %s allowed; refresh the eval set"
                            .formatted(
                                    NumberText.days(age),
                                    asOf,
                                    evidence.json()
                                            .path("policy")
                                            .path("evalSet")
                                            .get("maxAge")
                                            .asText()));
        }
    }

    private void coverage() {
        JsonNode evalSet = evidence.evalSet();
        if (evalSet.path("unpredicted").asLong() > 0 || evalSet.path("unknown").asLong() > 0) {
            add(
                    Verdict.INCONCLUSIVE,
                    "eval set: %d of its %d rows have no prediction and %d predictions are of other rows"
                            .formatted(
                                    evalSet.get("unpredicted").asLong(),
                                    evalSet.get("rows").asLong(),
                                    evalSet.get("unknown").asLong()));
        }
        if (evalSet.path("labelConflicts").asLong() > 0) {
            add(
                    Verdict.INCONCLUSIVE,
                    "eval set: %d predictions carry another label than the eval set"
                            .formatted(evalSet.get("labelConflicts").asLong()));
        }
        if (evalSet.path("defects").size() > 0) {
            add(Verdict.INCONCLUSIVE, "eval set: " + told(evalSet.get("defects")));
        }
    }

    /** What is compared must have been measured on one set: a difference between sets is no difference between versions. */
    private void sameEvalSet() {
        String given = evidence.evalSet().path("sha256").asText();
        String results = evidence.counts().path("resultsEvalSet").asText();
        String baseline = evidence.counts().path("baselineEvalSet").asText();
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
        JsonNode counts = evidence.counts().path("baseline");
        if (counts.path("unpredicted").asLong() > 0 || counts.path("unknown").asLong() > 0) {
            add(
                    Verdict.INCONCLUSIVE,
                    "baseline: %d rows of the eval set have no baseline prediction and %d baseline predictions are of other rows; %s"
                            .formatted(
                                    counts.get("unpredicted").asLong(),
                                    counts.get("unknown").asLong(),
                                    REMEDY));
        }
    }

    private static String of(String sha256) {
        return "sha256 " + sha256.substring(0, Math.min(12, sha256.length()));
    }

    private void defects(String file) {
        JsonNode counts = evidence.counts().path(file);
        if (counts.path("defects").size() > 0) {
            add(Verdict.INCONCLUSIVE, file + ": " + told(counts.get("defects")));
        }
        if (counts.has("rows") && counts.get("rows").asLong() == 0) {
            add(Verdict.INCONCLUSIVE, file + ": there are no rows");
        }
    }

    private static String told(JsonNode defects) {
        List<String> texts = new ArrayList<>();
        defects.properties()
                .forEach(entry -> texts.add("%d lines with %s (first: line %d)"
                        .formatted(
                                entry.getValue().get("count").asLong(),
                                entry.getKey(),
                                entry.getValue().get("firstLine").asLong())));
        return String.join(", ", texts);
    }
}
