package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import io.jenkins.plugins.modeldelivery.traffic.judge.P95Rule.P95;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The verdict on live traffic with everything it rests on (document {@code traffic-report}). */
public final class TrafficReport implements Report {
    /** The share of production that a mirror copies to the candidate without any user seeing its answers. */
    private static final double MIRROR = 1;

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
                .append(ReasonText.count(neededRequests().orElse(0)))
                .append(" requests to the candidate");
        neededWindowSeconds()
                .ifPresent(s -> text.append(", at this traffic a window of about ")
                        .append(ReasonText.count((long) Math.ceil(s / 60)))
                        .append(" minutes"));
        if (mirrorHelps()) {
            text.append("; mode 'mirror' reaches it in about ")
                    .append(ReasonText.count((long) Math.ceil(mirrorSeconds() / 60)))
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
        ObjectNode json =
                Json.document("traffic-report").put("verdict", verdict().name());
        reasons().forEach(json.putArray("reasons")::add);
        ObjectNode errors = json.putObject("errorRate");
        Side own = counts.candidate();
        put(errors, "candidate", own.errorShare());
        put(errors, "production", counts.production().errorShare());
        boolean any = own.requests() > 0;
        put(errors, "lower", any ? proportion().exactLower(ErrorRule.CONFIDENCE) : Double.NaN);
        put(errors, "upper", any ? proportion().exactUpper(ErrorRule.CONFIDENCE) : Double.NaN);
        ObjectNode latency = json.putObject("p95");
        put(latency, "candidate", p95.candidate());
        put(latency, "production", p95.production());
        put(latency, "ratio", p95.ratio());
        put(latency, "lower", p95.lower());
        put(latency, "upper", p95.upper());
        put(json, "share", share());
        if (neededRequests().isPresent()) {
            ObjectNode needed = json.putObject("needed");
            needed.put("requests", neededRequests().getAsLong());
            put(needed, "windowSeconds", neededWindowSeconds().orElse(Double.NaN));
            needed.put("helps", moreWouldHelp());
            if (moreWouldHelp() && mirrorHelps()) {
                put(needed, "mirrorSeconds", mirrorSeconds());
            }
        }
        rules.forEach(rule -> json.withArray("rules")
                .addObject()
                .put("rule", rule.rule())
                .put("verdict", rule.verdict().name())
                .put("reason", rule.reason()));
        ObjectNode limits = json.putObject("limits");
        limits.put("p95Increase", counts.limits().p95Increase());
        limits.put("errorRate", counts.limits().errorRate());
        limits.put("minRequests", counts.limits().minRequests());
        json.put("certify", counts.certify());
        put(json, "windowSeconds", counts.windowSeconds().orElse(Double.NaN));
        ObjectNode raw = json.putObject("counts");
        raw.putObject("candidate").put("requests", own.requests()).put("errors", own.errors());
        raw.putObject("production")
                .put("requests", counts.production().requests())
                .put("errors", counts.production().errors());
        return json;
    }

    private Proportion proportion() {
        return new Proportion(counts.candidate().errors(), counts.candidate().requests());
    }

    private double share() {
        return (double) counts.candidate().requests()
                / (counts.candidate().requests() + counts.production().requests());
    }

    private static void put(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }

    @Override
    public String toText() {
        return "traffic: " + verdict() + "\n" + table().toText() + lines("  ");
    }

    @Override
    public String toMarkdown() {
        return "**traffic: " + verdict() + "**\n\n" + table().toMarkdown()
                + (reasons().isEmpty() ? "" : "\n") + lines("- ");
    }

    private String lines(String prefix) {
        StringBuilder text = new StringBuilder();
        reasons().forEach(reason -> text.append(prefix).append(reason).append('\n'));
        return text.toString();
    }

    private Table table() {
        Side own = counts.candidate();
        Side other = counts.production();
        return new Table("rule", "candidate", "production", "limit", "verdict")
                .row("requests", ReasonText.count(own.requests()), ReasonText.count(other.requests()), "", rule("data"))
                .row(
                        "share",
                        ReasonText.percent(share()),
                        "",
                        ReasonText.percent(counts.expectedShare()),
                        rule("split"))
                .row(
                        "errors",
                        ReasonText.percent(own.errorShare()),
                        ReasonText.percent(other.errorShare()),
                        ReasonText.percent(counts.limits().errorRate()),
                        rule("errors"))
                .row(
                        "p95",
                        ReasonText.seconds(p95.candidate()),
                        ReasonText.seconds(p95.production()),
                        ReasonText.increase(1 + counts.limits().p95Increase()),
                        rule("p95"));
    }

    private String rule(String name) {
        return rules.stream()
                .filter(r -> r.rule().equals(name))
                .map(r -> r.verdict().name())
                .findFirst()
                .orElse("");
    }
}
