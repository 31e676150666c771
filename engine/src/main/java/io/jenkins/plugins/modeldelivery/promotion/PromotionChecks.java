package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import java.util.List;
import java.util.Optional;

/** Why we may not write any more, although we decided: others were faster, or concluded us. */
final class PromotionChecks {
    private final Environment environment;
    private final EnvironmentDecisions decisions;
    private final EvidenceCheck evidence;

    PromotionChecks(Environment environment, EnvironmentDecisions decisions, EvidenceCheck evidence) {
        this.environment = environment;
        this.decisions = decisions;
        this.evidence = evidence;
    }

    /** @param seen the workload as it is now, which is not marked as ours */
    Optional<String> find(Delivery d, WorkloadSnapshot seen) throws DeliveryException, InterruptedException {
        List<Decision> all = decisions.read(d.draft().model(), environment.name());
        Optional<Decision> concluded = EnvironmentDecisions.outcome(all, d.operation());
        if (concluded.isPresent()) {
            return Optional.of(concluded.get().draft().reason());
        }
        Optional<Decision> newer = all.stream()
                .filter(o -> o.kind() == Decision.Kind.DECIDED && o.seq() > d.seq())
                .filter(o -> EnvironmentDecisions.outcome(all, o.operation()).isEmpty()
                        || EnvironmentDecisions.outcome(all, o.operation())
                                .get()
                                .kind()
                                .serves()
                        || o.operation().equals(seen.annotation(Annotations.DECISION)))
                .findFirst();
        if (newer.isPresent()) {
            return Optional.of("decision " + newer.get().operation() + " of " + EnvironmentDecisions.holder(newer.get())
                    + " took over");
        }
        // A rollback interrupts a rollout, so another image than at its preparation is no surprise to it.
        boolean foreign = !seen.image().equals(d.previousImage()) && !d.rollback();
        return foreign
                ? Optional.of("somebody set " + seen.image() + " after we decided on top of " + d.previousImage())
                : edgeProblem(d);
    }

    private Optional<String> edgeProblem(Delivery d) throws DeliveryException, InterruptedException {
        boolean exempt = d.rollback() || d.draft().details().override().isPresent();
        List<String> problems = exempt
                ? List.of()
                : evidence.edgeProblems(
                        environment, d.draft().model(), d.draft().to());
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }
}
