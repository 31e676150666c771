package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Place;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import java.time.Clock;
import java.util.Optional;

/** Says, explicitly and on the record, that an environment's name means another workload from now on. */
public final class PlaceMove {
    private final Environment environment;
    private final WorkloadAccess workload;
    private final EnvironmentDecisions decisions;

    public PlaceMove(Environment environment, WorkloadAccess workload, Ledger ledger, Clock clock) {
        this.environment = environment;
        this.workload = workload;
        this.decisions = new EnvironmentDecisions(ledger, clock);
    }

    /**
     * Records the move; nothing is changed in a cluster.
     *
     * @throws DeliveryException when there is no such workload or container, it is another model's, the environment is that already, or is held
     */
    public Decision record(String model, String user, String reason) throws DeliveryException, InterruptedException {
        WorkloadSnapshot seen = workload.read();
        WorkloadPreflight.requireContainer(environment, seen);
        Optional<RefusedException> other = WorkloadModel.annotated(model, seen);
        if (other.isPresent()) {
            throw other.get();
        }
        Place here = new PlaceCheck(environment, workload, decisions).here();
        return decisions.move(model, environment.name(), here, user, reason);
    }
}
