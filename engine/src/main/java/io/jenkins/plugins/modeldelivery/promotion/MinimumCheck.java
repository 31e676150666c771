package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.recording.References;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateReport;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges the evidence of a version by what its environment demands, from the counts in it and by the clock of here. */
final class MinimumCheck {
    private static final int MOST_NAMED = 3;

    /** Decisions looked back at for the evidence of what serves. */
    private static final int SEARCHED = 256;

    private final Ledger ledger;
    private final String model;
    private final Environment environment;
    private final Minimum minimum;
    private final Instant now;
    private final List<String> problems = new ArrayList<>();

    /** The part of a report that names its contract: at the place of a schema gate, and at that of an eval gate. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Contracts(Optional<OfSchema> contract, Optional<Inputs> inputs) {
        @JsonIgnoreProperties(ignoreUnknown = true)
        private record OfSchema(Optional<String> sha256) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Inputs(Optional<String> contract) {}

        static Optional<String> in(Evidence evidence) throws BadInputException {
            Contracts said = Json.bind(evidence.report(), Contracts.class, "evidence " + evidence.id());
            return said.contract.flatMap(OfSchema::sha256).or(() -> said.inputs.flatMap(Inputs::contract));
        }
    }

    private MinimumCheck(Ledger ledger, String model, Environment environment, Minimum minimum, Instant now) {
        this.ledger = ledger;
        this.model = model;
        this.environment = environment;
        this.minimum = minimum;
        this.now = now;
    }

    /**
     * Where the evidence does not come up to the minimum.
     *
     * @param chosen the piece that counts for each kind that is required
     * @return one line each; empty when all is well, or the environment has no minimum
     */
    static List<String> problems(
            Ledger ledger, String model, Environment environment, Map<EvidenceKind, JudgedEvidence> chosen, Instant now)
            throws DeliveryException, InterruptedException {
        if (environment.minimum().isEmpty()) {
            return List.of();
        }
        MinimumCheck check = new MinimumCheck(
                ledger, model, environment, environment.minimum().get(), now);
        check.all(chosen);
        return check.problems;
    }

    private void all(Map<EvidenceKind, JudgedEvidence> chosen) throws DeliveryException, InterruptedException {
        for (Map.Entry<EvidenceKind, JudgedEvidence> entry : chosen.entrySet()) {
            Evidence evidence = entry.getValue().evidence();
            switch (entry.getKey()) {
                case EVAL -> eval(evidence);
                case SHIFT -> shift(evidence);
                case SCHEMA -> contract(evidence);
                case TRAFFIC -> traffic(evidence);
                default -> {
                    continue; // a person's word has no counts, and comes from the controller alone
                }
            }
            origin(evidence);
        }
    }

    private void add(Evidence evidence, String what) {
        problems.add("evidence " + evidence.id() + " does not come up to the minimum of " + environment.name() + ": "
                + what);
    }

    private void eval(Evidence evidence) throws BadInputException {
        if (minimum.gate().isEmpty()) {
            return;
        }
        GateReport report = Json.bind(evidence.report(), GateReport.class, "evidence " + evidence.id());
        if (!report.isOfWholeEvalSet()) {
            add(
                    evidence,
                    "it was not judged from predictions with their eval set given, so nobody knows what is left out");
            return;
        }
        GateReport judged = report.judgedBy(minimum.gate().get(), now);
        if (judged.verdict() != Verdict.PASS) {
            add(
                    evidence,
                    judged.reasons().stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                            + "; a gate counts what a minimum needs where it knows the environment");
        }
    }

    private void shift(Evidence evidence) throws DeliveryException, InterruptedException {
        if (minimum.shift().isEmpty()) {
            return;
        }
        Minimum.Shift asked = minimum.shift().get();
        Optional<DriftReport> found = evidence.kind().equals(Judges.SHIFT)
                ? Optional.of(Json.bind(evidence.report(), DriftReport.class, "evidence " + evidence.id()))
                : Json.bind(evidence.report(), GateReport.class, "evidence " + evidence.id())
                        .shift();
        if (found.isEmpty()) {
            add(evidence, "its shift test measured nothing");
            return;
        }
        DriftReport report = found.get();
        if (!Optional.of(report.current().sha256()).equals(evidence.evalSet())) {
            add(evidence, "its shift test is about other data than its eval set");
        }
        if (report.permutationsKept() < Minimum.LEAST_PERMUTATIONS
                || report.ladder().size() < 2) {
            add(
                    evidence,
                    "its shift test has " + report.permutationsKept() + " permutations at "
                            + report.ladder().size()
                            + " bandwidths; at least " + Minimum.LEAST_PERMUTATIONS
                            + " around the median (test ladder) are needed");
        }
        if (asked.tolerance().isEmpty()
                && Math.min(report.referenceRows(), report.currentRows()) < LiveShift.LEAST_ROWS) {
            add(
                    evidence,
                    "its shift test compares " + report.referenceRows() + " with " + report.currentRows()
                            + " rows; at least " + LiveShift.LEAST_ROWS
                            + " of each are needed where no tolerance is demanded");
        }
        DriftReport judged = report.judgedAt(asked.alpha(), asked.tolerance());
        if (judged.verdict() != Verdict.PASS) {
            add(
                    evidence,
                    "shift: "
                            + judged.reasons().stream()
                                    .findFirst()
                                    .orElse(judged.verdict().name()));
        }
        reference(evidence, report.reference().sha256());
    }

    /** The author of a change could compare an eval set with itself. */
    private void reference(Evidence evidence, String sha256) throws DeliveryException, InterruptedException {
        if (minimum.approved().references().contains(sha256)) {
            return;
        }
        Reference previous = new References(ledger, model).named(Reference.PREVIOUS, environment.name());
        if (!(previous instanceof Reference.Kept kept)) {
            add(
                    evidence,
                    "its shift test has the reference " + sha256 + ", and nothing tells what production looks like ("
                            + ((Reference.Missing) previous).reason()
                            + "); an administrator names it in approved.references");
        } else if (!kept.fingerprint().sha256().equals(sha256)) {
            add(
                    evidence,
                    "its shift test has the reference " + sha256 + ", not "
                            + kept.fingerprint().sha256() + ", by which the version in " + environment.name()
                            + " was judged (reference: previous)");
        }
    }

    private void contract(Evidence evidence) throws DeliveryException, InterruptedException {
        if (!minimum.contract()) {
            return;
        }
        Optional<String> own = Contracts.in(evidence);
        if (own.isEmpty()) {
            add(evidence, "it does not name its contract");
            return;
        }
        Set<String> good = new HashSet<>(minimum.approved().contracts());
        Optional<Decision> serving = ledger.decisions().serving(model, environment.name());
        if (serving.isPresent()) {
            good.addAll(contractsOf(serving.get().to().version()));
        }
        if (!good.contains(own.get())) {
            add(
                    evidence,
                    "its contract " + own.get() + " is "
                            + (good.isEmpty()
                                    ? "one that nobody approved, and nothing that serves was judged by any"
                                    : "neither the one that production was judged by nor an approved one")
                            + "; an administrator names it in approved.contracts");
        }
    }

    /** Of a version's promotions to here; its rollbacks name no evidence. */
    private Set<String> contractsOf(String version) throws DeliveryException, InterruptedException {
        Set<String> found = new HashSet<>();
        for (Decision decision : ledger.decisions().tail(model, SEARCHED)) {
            if (decision.draft().environment().equals(environment.name())
                    && decision.to().version().equals(version)) {
                for (String id : decision.draft().evidence()) {
                    Optional<Evidence> before = ledger.evidence().get(model, version, id);
                    if (before.isPresent()) {
                        Contracts.in(before.get()).ifPresent(found::add);
                    }
                }
            }
        }
        return found;
    }

    private void traffic(Evidence evidence) throws BadInputException {
        if (minimum.traffic().isEmpty()) {
            return;
        }
        Minimum.Traffic asked = minimum.traffic().get();
        Optional<TrafficGateReport.Split> split = TrafficGateReport.split(evidence.report());
        String source = split.map(TrafficGateReport.Split::source).orElse(TrafficSource.UNKNOWN);
        if (split.isEmpty()) {
            add(evidence, "it does not say what was split, and who counted");
        } else if (split.get().isExternal() && !asked.allow().contains(Minimum.Traffic.EXTERNAL)) {
            add(evidence, "somebody else split the traffic (router external), which traffic.allow does not take");
        } else if (!source.equals(TrafficSource.PROMETHEUS)
                && !(source.equals(TrafficSource.PROBE) && asked.allow().contains(Minimum.Traffic.PROBE))) {
            add(evidence, "its requests are not those of users (" + source + "), which traffic.allow does not take");
        }
        TrafficCounts counts = TrafficGateReport.counts(evidence.report());
        double share = asked.share().orElse(0);
        if (counts.expectedShare() < share) {
            add(
                    evidence,
                    "the candidate's share was " + counts.expectedShare() + ", at least " + share + " is demanded");
        }
        double seconds =
                asked.window().map(window -> window.toMillis() / 1000.0).orElse(0.0);
        if (counts.windowSeconds().orElse(0) < seconds) {
            add(
                    evidence,
                    "it counted for " + counts.windowSeconds().orElse(0) + " s, at least " + seconds
                            + " s are demanded");
        }
        Limits limits = counts.limits();
        Limits own = Limits.of(
                least(asked.p95Increase(), limits.p95Increase()),
                least(asked.errorRate(), limits.errorRate()),
                limits.minRequests());
        var judged = TrafficJudge.judge(counts.judgedBy(own));
        if (judged.verdict() != Verdict.PASS) {
            add(
                    evidence,
                    "traffic: "
                            + judged.reasons().stream()
                                    .findFirst()
                                    .orElse(judged.verdict().name()));
        }
    }

    private static double least(OptionalDouble demanded, double own) {
        return Math.min(demanded.orElse(own), own);
    }

    private void origin(Evidence evidence) {
        if (minimum.from().isEmpty()) {
            return;
        }
        Minimum.Origin from = minimum.from().get();
        if (evidence.provenance().isEmpty()) {
            add(evidence, "nobody wrote down where it came from");
            return;
        }
        Provenance origin = evidence.provenance().get();
        Optional<Provenance.PullRequest> change = origin.pullRequest();
        boolean isFork =
                change.filter(kind -> kind == Provenance.PullRequest.FORK).isPresent();
        boolean taken = origin.by() == Provenance.Recorder.COMMAND_LINE
                ? from.commandLine()
                : origin.job().filter(from::isOf).isPresent()
                        && !isFork
                        && (change.isEmpty() || from.pullRequests())
                        && (!origin.replayed() || from.replayed());
        if (!taken) {
            add(evidence, "it comes from " + origin.describe() + ", which minimum.from does not take");
        }
    }
}
