package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;

/**
 * An open ledger and an open connection to the environment's cluster, with the credentials as they were when it was opened.
 *
 * @param closing ends both
 */
public record DeliverySession(
        Environment environment, WorkloadAccess workload, Ledger ledger, Clock clock, Runnable closing)
        implements AutoCloseable {
    public Promotion promotion() {
        return new Promotion(environment, workload, ledger, clock);
    }

    /** The same, as if the environment required no approval: what can be checked before a person is asked. */
    public Promotion promotionBeforeApproval() {
        Set<EvidenceKind> others = EnumSet.noneOf(EvidenceKind.class);
        others.addAll(environment.requires());
        others.remove(EvidenceKind.APPROVAL);
        return new Promotion(environment.requiring(others), workload, ledger, clock);
    }

    @Override
    public void close() {
        closing.run();
    }
}
