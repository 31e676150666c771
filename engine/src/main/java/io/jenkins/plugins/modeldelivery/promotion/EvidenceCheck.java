package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.dependency.Downstream;
import io.jenkins.plugins.modeldelivery.dependency.EdgeCheck;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Bundle;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails.LiveFinding;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.Quarantine;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a version has the evidence an environment requires: for each kind the newest piece, PASS, about exactly this
 * digest and the same eval set. A newer failure is never outweighed by an older success.
 */
final class EvidenceCheck {
    /**
     * @param bundle the pieces that count
     * @param problems one for each kind that is missing or stale, and for each edge that does not hold; empty when all is well
     * @param edges to the models that the version depends on
     * @param live whether the eval set still looks like live requests, where the environment asks for that
     */
    record Result(Bundle bundle, List<String> problems, List<EdgeState> edges, Optional<LiveFinding> live) {}

    private final Ledger ledger;
    private final Clock clock;

    EvidenceCheck(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * The bundle of a version, or why it is none.
     *
     * @param sample of live requests in place of the one in the ledger
     */
    Result look(Environment environment, String model, String version, String digest, Optional<Fingerprint> sample)
            throws DeliveryException, InterruptedException {
        List<Evidence> all = EdgeCheck.evidence(ledger, model, version);
        EdgeCheck check = new EdgeCheck(ledger);
        EdgeCheck.Result edges = check.look(model, Target.of(version, digest), all);
        List<JudgedEvidence> judged = JudgedEvidence.of(all);
        List<JudgedEvidence> newestFirst = new ArrayList<>();
        for (JudgedEvidence piece : judged) {
            // what was found against other upstream versions than those that serve is about another world
            if (!isAhead(piece.evidence()) && check.counts(piece.evidence(), edges.dependencies())) {
                newestFirst.add(piece);
            }
        }
        Optional<String> evalSet = newestFirst.stream()
                .map(JudgedEvidence::evidence)
                .filter(e -> e.digest().equals(digest))
                .flatMap(e -> e.evalSet().stream())
                .findFirst();
        Set<Evidence> members = new LinkedHashSet<>();
        Map<EvidenceKind, JudgedEvidence> chosen = new EnumMap<>(EvidenceKind.class);
        List<String> problems = new ArrayList<>(edges.problems());
        problems.addAll(new Downstream(ledger, model, environment.name()).obstacles(Target.of(version, digest)));
        quarantine(environment, model, digest).ifPresent(problems::add);
        environment.requires().stream()
                .filter(kind -> kind != EvidenceKind.LIVE_SHIFT)
                .sorted()
                .forEach(kind -> {
                    Optional<JudgedEvidence> newest = newestFirst.stream()
                            .filter(kind::isIn)
                            .filter(e -> kind != EvidenceKind.APPROVAL || e.isFor(environment))
                            .findFirst();
                    Optional<String> problem = newest.isEmpty()
                            ? Optional.of("no " + kind + " evidence" + ahead(judged, kind))
                            : problem(
                                    kind,
                                    newest.get(),
                                    digest,
                                    evalSet,
                                    environment.timing().evidenceAge());
                    if (problem.isPresent()) {
                        problems.add(problem.get());
                    } else {
                        members.add(newest.get().evidence());
                        chosen.put(kind, newest.get());
                    }
                });
        problems.addAll(MinimumCheck.problems(ledger, model, environment, chosen, clock.instant()));
        Optional<LiveFinding> live = Optional.empty();
        if (environment.requires().contains(EvidenceKind.LIVE_SHIFT)) {
            live = Optional.of(new LiveShift(ledger, model, clock)
                    .look(evalSet, newestFirst, sample, environment.timing().liveAge()));
            live.filter(found -> found.state() != LiveFinding.State.NONE)
                    .map(LiveFinding::line)
                    .ifPresent(problems::add);
        }
        return new Result(Bundle.of(List.copyOf(members)), problems, edges.states(), live);
    }

    private Optional<String> quarantine(Environment environment, String model, String digest)
            throws DeliveryException, InterruptedException {
        return Quarantine.of(ledger, model, environment.name(), digest).map(Quarantine::describe);
    }

    /**
     * What others may have changed, once more after the environment is taken: a rollback that left this version, and the
     * edges, both ways. An upstream or downstream model that was changed at the same time either saw that, or is seen here.
     */
    List<String> lateProblems(Environment environment, String model, Target version)
            throws DeliveryException, InterruptedException {
        List<Evidence> all = EdgeCheck.evidence(ledger, model, version.version());
        List<String> problems =
                new ArrayList<>(new EdgeCheck(ledger).look(model, version, all).problems());
        problems.addAll(new Downstream(ledger, model, environment.name()).obstacles(version));
        quarantine(environment, model, version.digest()).ifPresent(problems::add);
        return problems;
    }

    private boolean isAhead(Evidence evidence) {
        return evidence.isSuccessAhead(clock.instant());
    }

    private String ahead(List<JudgedEvidence> all, EvidenceKind kind) {
        return all.stream()
                .filter(kind::isIn)
                .map(JudgedEvidence::evidence)
                .filter(this::isAhead)
                .findFirst()
                .map(e -> " but " + e.id() + ", which is dated in the future; set that clock right and judge again")
                .orElse("");
    }

    /** @throws RefusedException naming each missing or stale piece */
    static void require(Result result, Environment environment, String version) throws RefusedException {
        if (!result.problems().isEmpty()) {
            throw new RefusedException("Version " + version + " may not go to " + environment.name() + ": "
                    + String.join("; ", result.problems()));
        }
    }

    private Optional<String> problem(
            EvidenceKind kind, JudgedEvidence judged, String digest, Optional<String> evalSet, Duration maxAge) {
        Evidence evidence = judged.evidence();
        if (!evidence.digest().equals(digest)) {
            return Optional.of(
                    kind + " evidence " + evidence.id() + " is about another artifact, " + evidence.digest());
        }
        if (kind.verdict(judged) != Verdict.PASS) {
            return Optional.of(kind + " evidence " + evidence.id() + " is " + kind.verdict(judged)
                    + (evidence.verdict() == Verdict.PASS ? ", although the policy goes on with a remark" : ""));
        }
        boolean needsEvalSet = kind == EvidenceKind.SHIFT || kind == EvidenceKind.EVAL;
        if (needsEvalSet && evidence.evalSet().isEmpty()) {
            return Optional.of(kind + " evidence " + evidence.id() + " does not name its eval set");
        }
        if (evidence.evalSet().isPresent() && !evidence.evalSet().equals(evalSet)) {
            return Optional.of(kind + " evidence " + evidence.id() + " is stale: it is about the eval set "
                    + evidence.evalSet().get() + ", the newest is " + evalSet.orElse("unknown"));
        }
        Instant oldest = clock.instant().minus(maxAge);
        return !maxAge.isZero() && evidence.time().isBefore(oldest)
                ? Optional.of(kind + " evidence " + evidence.id() + " is stale: older than " + maxAge)
                : Optional.empty();
    }
}
