package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import io.jenkins.plugins.modeldelivery.traffic.judge.P95Rule.P95;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The verdict on live traffic with everything it rests on (document {@code traffic-report}). */
public final class TrafficReport implements Report {
    /** The share of production that a mirror copies to the candidate without any user seeing its answers. */
    private static final double MIRROR = 1;

    /** The document; what is unknown or open is written as null. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Document(
            String schema,
            Verdict verdict,
            List<String> reasons,
            ErrorRate errorRate,
            Latency p95,
            @JsonInclude(JsonInclude.Include.ALWAYS) OptionalDouble share,
            Optional<Needed> needed,
            List<Rule> rules,
            Limits limits,
            boolean certify,
            @JsonInclude(JsonInclude.Include.ALWAYS) OptionalDouble windowSeconds,
            Counts counts) {
        public static final String SCHEMA = "model-delivery/traffic-report/v1";

        /** The same with the words of a gate, which knows more than the counts. */
        public Document told(Verdict newVerdict, List<String> newReasons) {
            return new Document(
                    schema,
                    newVerdict,
                    newReasons,
                    errorRate,
                    p95,
                    share,
                    needed,
                    rules,
                    limits,
                    certify,
                    windowSeconds,
                    counts);
        }

        /** Both sides beside each other, then the rules. */
        public Layout layout() {
            Section.Builder judged = Section.table("Rules of live traffic", "verdict", "rule", "reason");
            rules.forEach(rule -> judged.row(rule.verdict(), rule.rule(), rule.reason()));
            return Layout.judged(
                    verdict,
                    "live traffic",
                    reasons,
                    "all " + rules.size() + " rules hold",
                    List.of(sides(), judged.end()));
        }

        private Section sides() {
            Requests own = counts.candidate();
            Requests other = counts.production();
            Section.Builder table =
                    Section.table("Live traffic", "what", "candidate", "production", "95 % bounds", "limit");
            table.row(
                    "requests",
                    Numbers.count(own.requests()),
                    Numbers.count(other.requests()),
                    "",
                    "at least " + Numbers.count(limits.minRequests()));
            table.row("share of the traffic", Numbers.percent(share), "", "", "");
            table.row("errors", Numbers.count(own.errors()), Numbers.count(other.errors()), "", "");
            table.row(
                    "error rate",
                    Numbers.percent(errorRate.candidate()),
                    Numbers.percent(errorRate.production()),
                    bounds(Numbers.percent(errorRate.lower()), Numbers.percent(errorRate.upper())),
                    Numbers.percent(limits.errorRate()));
            table.row("p95", Numbers.latency(p95.candidate()), Numbers.latency(p95.production()), "", "");
            table.row(
                    "p95 above production",
                    Numbers.increase(p95.ratio()),
                    "",
                    bounds(Numbers.increase(p95.lower()), Numbers.increase(p95.upper())),
                    Numbers.increase(1 + limits.p95Increase()));
            needed.ifPresent(
                    enough -> table.row("requests that would decide", Numbers.count(enough.requests()), "", "", ""));
            return table.end();
        }

        private static String bounds(String lower, String upper) {
            return lower.isEmpty() && upper.isEmpty() ? "" : lower + " to " + upper;
        }
    }

    /** Shares of failed requests, with one-sided 95 % bounds of the candidate's. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record ErrorRate(
            OptionalDouble candidate, OptionalDouble production, OptionalDouble lower, OptionalDouble upper) {}

    /** Seconds, and the ratio of both with its one-sided 95 % bounds. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Latency(
            OptionalDouble candidate,
            OptionalDouble production,
            OptionalDouble ratio,
            OptionalDouble lower,
            OptionalDouble upper) {}

    /** What would have been enough. */
    public record Needed(
            long requests,
            @JsonInclude(JsonInclude.Include.ALWAYS) OptionalDouble windowSeconds,
            boolean helps,
            OptionalDouble mirrorSeconds) {}

    /** One rule's answer. */
    public record Rule(String rule, Verdict verdict, String reason) {}

    /** What was counted on both sides. */
    public record Counts(Requests candidate, Requests production) {}

    /** What was counted on one side. */
    public record Requests(long requests, long errors) {}

    private final TrafficCounts counts;
    private final List<RuleResult> rules;
    private final P95 p95;

    TrafficReport(TrafficCounts counts, List<RuleResult> rules, P95 p95) {
        this.counts = counts;
        this.rules = rules;
        this.p95 = p95;
    }

    @Override
    public Verdict verdict() {
        return Verdict.worst(rules.stream().map(RuleResult::verdict).toList());
    }

    @Override
    public List<String> reasons() {
        Verdict verdict = verdict();
        List<String> reasons = new java.util.ArrayList<>();
        for (RuleResult rule : rules) {
            if (rule.verdict() == verdict && verdict != Verdict.PASS) {
                reasons.add(rule.reason());
            }
        }
        if (verdict == Verdict.INCONCLUSIVE && moreWouldHelp()) {
            reasons.add(advice());
        }
        return List.copyOf(reasons);
    }

    /** Requests to the candidate that would have been enough; at least what was counted. */
    public OptionalLong neededRequests() {
        return verdict() == Verdict.INCONCLUSIVE
                ? OptionalLong.of(Math.max(
                        Math.max(
                                counts.limits().minRequests(),
                                counts.candidate().requests()),
                        rules.stream().mapToLong(RuleResult::needed).max().orElse(0)))
                : OptionalLong.empty();
    }

    /** How long the window would have to be for that at the traffic seen; empty without traffic. */
    public OptionalDouble neededWindowSeconds() {
        return neededRequests().isPresent()
                        && counts.candidate().requests() > 0
                        && counts.windowSeconds().isPresent()
                ? OptionalDouble.of(Math.ceil(counts.windowSeconds().getAsDouble()
                        * neededRequests().getAsLong()
                        / counts.candidate().requests()))
                : OptionalDouble.empty();
    }

    /** Whether the only thing missing is requests, so that a longer window can decide. */
    public boolean moreWouldHelp() {
        return verdict() == Verdict.INCONCLUSIVE
                && rules.stream()
                        .filter(r -> r.verdict() == Verdict.INCONCLUSIVE)
                        .allMatch(r -> r.needed() > 0);
    }

    private String advice() {
        StringBuilder text = new StringBuilder("enough would be ")
                .append(Numbers.count(neededRequests().orElse(0)))
                .append(" requests to the candidate");
        neededWindowSeconds()
                .ifPresent(s -> text.append(", at this traffic a window of about ")
                        .append(Numbers.count((long) Math.ceil(s / 60)))
                        .append(" minutes"));
        if (mirrorHelps()) {
            text.append("; mode 'mirror' reaches it in about ")
                    .append(Numbers.count((long) Math.ceil(mirrorSeconds() / 60)))
                    .append(" minutes without touching users");
        }
        return text.toString();
    }

    private boolean mirrorHelps() {
        return counts.expectedShare() < 0.5
                && counts.production().requests() > 0
                && counts.windowSeconds().isPresent();
    }

    private double mirrorSeconds() {
        long all = counts.candidate().requests() + counts.production().requests();
        return Math.ceil(counts.windowSeconds().orElse(0) * neededRequests().orElse(0) / (MIRROR * all));
    }

    @Override
    public ObjectNode toJson() {
        return Json.tree(document());
    }

    /** The document {@code model-delivery/traffic-report/v1}, as far as the judge knows it. */
    public Document document() {
        Side own = counts.candidate();
        Side other = counts.production();
        boolean any = own.requests() > 0;
        return new Document(
                Document.SCHEMA,
                verdict(),
                reasons(),
                new ErrorRate(
                        finite(own.errorShare()),
                        finite(other.errorShare()),
                        any ? finite(proportion().exactLower(ErrorRule.CONFIDENCE)) : OptionalDouble.empty(),
                        any ? finite(proportion().exactUpper(ErrorRule.CONFIDENCE)) : OptionalDouble.empty()),
                latency(),
                finite(share()),
                needed(),
                rules.stream()
                        .map(rule -> new Rule(rule.rule(), rule.verdict(), rule.reason()))
                        .toList(),
                counts.limits(),
                counts.certify(),
                counts.windowSeconds(),
                new Counts(new Requests(own.requests(), own.errors()), new Requests(other.requests(), other.errors())));
    }

    private Latency latency() {
        return new Latency(
                finite(p95.candidate()),
                finite(p95.production()),
                finite(p95.ratio()),
                finite(p95.lower()),
                finite(p95.upper()));
    }

    private Optional<Needed> needed() {
        return neededRequests().isEmpty()
                ? Optional.empty()
                : Optional.of(new Needed(
                        neededRequests().getAsLong(),
                        neededWindowSeconds(),
                        moreWouldHelp(),
                        moreWouldHelp() && mirrorHelps()
                                ? OptionalDouble.of(mirrorSeconds())
                                : OptionalDouble.empty()));
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private Proportion proportion() {
        return new Proportion(counts.candidate().errors(), counts.candidate().requests());
    }

    private double share() {
        return (double) counts.candidate().requests()
                / (counts.candidate().requests() + counts.production().requests());
    }

    @Override
    public Layout layout() {
        return document().layout();
    }
}
