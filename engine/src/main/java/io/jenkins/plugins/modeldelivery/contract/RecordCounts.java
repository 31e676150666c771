package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How records keep a contract: part of the reports of several gates.
 *
 * @param compliance share of valid records, where there are any and the report tells it
 * @param limit least share that passes, where the report tells it
 * @param undecided how many of the invalid ones only count as such because a pattern takes too long to tell; absent for none
 * @param violations the most frequent first
 * @param offenders the first {@value Compliance#OFFENDERS} of the invalid records
 * @param more keys of a later release, as in its parts
 */
public record RecordCounts(
        Optional<Number> compliance,
        Optional<Number> limit,
        long valid,
        long invalid,
        Optional<Long> undecided,
        List<ViolationCount> violations,
        List<Offender> offenders,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /** How often one keyword was broken at one place. */
    public record ViolationCount(
            String keyword,
            String pointer,
            long count,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /** An invalid record, and the first way in which it breaks the contract. */
    public record Offender(
            long line,
            String keyword,
            String pointer,
            String message,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    public RecordCounts {
        violations = List.copyOf(violations);
        offenders = List.copyOf(offenders);
        double least = limit.map(Number::doubleValue).orElse(1.0);
        if (valid < 0 || invalid < 0 || !(least >= 0 && least <= 1)) {
            throw new IllegalArgumentException("counts of records are at least 0, and their limit is 0..1");
        }
        if (undecided.orElse(0L) < 0 || undecided.orElse(0L) > invalid) {
            throw new IllegalArgumentException(
                    undecided.get() + " of " + invalid + " invalid records cannot be undecided");
        }
        if (invalid > 0 && offenders.isEmpty()) {
            throw new IllegalArgumentException(invalid + " records are invalid, and none is named");
        }
    }

    /** What a report shows of it. */
    public List<Section> sections() {
        Section.Builder broken = Section.table("Broken rules of the contract", "keyword", "pointer", "count");
        violations.forEach(v -> broken.row(v.keyword(), v.pointer(), Numbers.count(v.count())));
        Section.Builder first =
                Section.table("First records that break the contract", "line", "keyword", "pointer", "message");
        offenders.forEach(o -> first.row(o.line(), o.keyword(), o.pointer(), o.message()));
        return List.of(
                Section.figures("Contract")
                        .figure("compliance", compliance.map(share -> Numbers.value(share.doubleValue())))
                        .figure("at least", limit.map(least -> Numbers.value(least.doubleValue())))
                        .figure("valid records", Numbers.count(valid))
                        .figure("invalid records", Numbers.count(invalid))
                        .end(),
                broken.end(),
                first.end());
    }

    public long all() {
        return valid + invalid;
    }

    /** The share of valid records; only where there are any. */
    public double share() {
        return (double) valid / all();
    }

    /**
     * What follows where at least a share of the records has to be valid. Records that are not decided count as invalid for
     * PASS and as valid for FAIL.
     */
    public Verdict verdict(double least) {
        if (share() >= least) {
            return Verdict.PASS;
        }
        return (double) (valid + undecided.orElse(0L)) / all() >= least ? Verdict.INCONCLUSIVE : Verdict.FAIL;
    }

    /** The same, which tells the share of valid ones among so many rows. */
    public RecordCounts among(long rows) {
        return rows == 0 ? this : with(Optional.of((double) valid / rows), limit);
    }

    RecordCounts with(Optional<Number> newCompliance, Optional<Number> newLimit) {
        return new RecordCounts(newCompliance, newLimit, valid, invalid, undecided, violations, offenders, more);
    }

    /** Of a report with invalid records, the first that is to blame for a verdict: {@code line 7: ...}. */
    public String firstOffender(Verdict verdict) {
        Offender first = offenders.stream()
                .filter(offender ->
                        (verdict == Verdict.INCONCLUSIVE) == offender.keyword().equals(Violation.UNDECIDED))
                .findFirst()
                .orElse(offenders.get(0));
        return "line " + first.line() + ": " + first.message();
    }
}
