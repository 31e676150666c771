package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.Place;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import java.util.List;
import java.util.Optional;

/**
 * Whether an environment's name means the workload that it meant to the model before. The first decision fixes it; in a ledger
 * of a version before it is taken from the workload that carries the last decision.
 */
final class PlaceCheck {
    private final Environment environment;
    private final WorkloadAccess workload;
    private final EnvironmentDecisions decisions;

    PlaceCheck(Environment environment, WorkloadAccess workload, EnvironmentDecisions decisions) {
        this.environment = environment;
        this.workload = workload;
        this.decisions = decisions;
    }

    /** The place that the environment is, as it is configured and as its cluster tells. */
    Place here() throws InterruptedException {
        return new Place(
                workload.namespaceUid(),
                ClusterConnection.address(workload.server()),
                environment.workload().namespace(),
                environment.workload().toString(),
                environment.workload().kind().runsImages() ? environment.container() : "");
    }

    /**
     * The place to decide about.
     *
     * @param all the environment's last decisions, oldest first
     * @return empty for a rollback where the place is not known yet: it goes on, and says nothing about the place
     * @throws RefusedException when the environment was another place so far; a promotion also where that is not known
     */
    Optional<Place> require(String model, List<Decision> all, WorkloadSnapshot seen, boolean rollback)
            throws DeliveryException, InterruptedException {
        Place here = here();
        Optional<Decision> placed = decisions.placed(model, environment.name(), all);
        EnvironmentDecisions.requirePlace(here, placed);
        if (placed.isPresent() || isAdoptable(model, all, seen)) {
            return Optional.of(here);
        }
        if (rollback) {
            return Optional.empty();
        }
        throw unknown(model, seen);
    }

    /** Why what was decided may not be written here: by another configuration, or another file, this is another place. */
    Optional<String> elsewhere(DecisionDetails decided) throws InterruptedException {
        Optional<Place> meant = decided.place();
        if (meant.isEmpty()) {
            return Optional.empty();
        }
        Place here = here();
        return here.isSame(meant.get())
                ? Optional.empty()
                : Optional.of("it was decided about " + meant.get().describe() + ", and this is " + here.describe());
    }

    /** What is wrong with the place for {@code status}; empty when it is known, or will be with the next decision. */
    Optional<String> problem(String model, List<Decision> all, WorkloadSnapshot seen)
            throws DeliveryException, InterruptedException {
        try {
            require(model, all, seen, false);
            return Optional.empty();
        } catch (RefusedException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Nothing of the model ever came here, or what the workload carries is from then on. */
    private boolean isAdoptable(String model, List<Decision> all, WorkloadSnapshot seen)
            throws DeliveryException, InterruptedException {
        Optional<Decision> settled = decisions.settled(model, environment.name(), all);
        String carried = seen.annotation(Annotations.DECISION);
        return settled.isEmpty()
                || settled.get().operation().equals(carried)
                || all.stream()
                        .anyMatch(d ->
                                d.seq() > settled.get().seq() && d.operation().equals(carried));
    }

    private RefusedException unknown(String model, WorkloadSnapshot seen) {
        String carried = seen.annotation(Annotations.DECISION);
        return new RefusedException("Which workload environment '" + environment.name() + "' of " + model
                + " is was not recorded by the version before, and "
                + seen.ref().describe() + " does not carry its last decision ("
                + (carried == null ? "it carries none" : "it carries " + carried)
                + "); if it is that one, 'ledger move "
                + model + " --environment " + environment.name() + " --reason TEXT' says so");
    }
}
