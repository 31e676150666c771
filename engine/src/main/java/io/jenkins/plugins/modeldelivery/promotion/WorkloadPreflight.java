package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.cluster.SpecSeen;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;

/** Whether a workload can take a change at all. */
final class WorkloadPreflight {
    private WorkloadPreflight() {}

    /**
     * What the controller has not looked at yet may be another rollout, or nothing but an annotation: a moment later it is
     * known.
     *
     * @throws LostRaceException when somebody changed the workload so recently
     */
    static void requireSeen(SpecSeen spec, WorkloadSnapshot s) throws LostRaceException {
        if (!spec.isKnownTo(s.counts())) {
            throw new LostRaceException(
                    s.ref().describe() + " was changed just now: its controller has seen generation "
                            + s.counts().observed() + " of " + spec.generation());
        }
    }

    /** @throws BadInputException when there is no such container */
    static void requireContainer(Environment environment, WorkloadSnapshot s) throws BadInputException {
        if (environment.workload().kind().runsImages() && !s.containers().contains(environment.container())) {
            throw new BadInputException("There is no container '" + environment.container() + "' in "
                    + s.ref().describe() + "; it has " + String.join(", ", s.containers()));
        }
    }

    /**
     * @param rollback a rollback may interrupt a rollout, a promotion may not
     * @throws BadInputException when there is no such container
     * @throws RefusedException saying why the workload cannot be changed now
     */
    static void require(Environment environment, WorkloadSnapshot s, boolean rollback) throws DeliveryException {
        String what = s.ref().describe();
        requireContainer(environment, s);
        if (s.image().isEmpty()) {
            throw new BadInputException(what + " does not say what it runs");
        }
        if (s.deleting()) {
            throw new RefusedException(what + " is being deleted");
        }
        if (s.paused()) {
            throw new RefusedException(what + " is paused, so that no change rolls out; resume it first");
        }
        if (s.strategy().equals("OnDelete")) {
            throw new RefusedException(
                    what + " has the update strategy OnDelete: its pods would not be replaced; use " + "RollingUpdate");
        }
        if (s.strategy().equals(WorkloadSnapshot.CANARY)) {
            throw new RefusedException(what + " sends only a part of its traffic to the newest model; remove "
                    + "spec.predictor.canaryTrafficPercent first");
        }
        if (s.partition() > 0) {
            throw new RefusedException(
                    what + " has partition " + s.partition() + ": pods below it would keep the old image; set it to 0");
        }
        WorkloadSnapshot.Counts n = s.counts();
        if (n.desired() == 0) {
            throw new RefusedException(
                    what + " is scaled to 0, so that no pod could prove the image; scale it up first");
        }
        boolean moving =
                environment.workload().kind().runsImages() && (n.updated() < n.desired() || n.current() > n.updated());
        if (moving && !rollback) {
            throw new RefusedException("Another rollout of " + what + " is in flight (" + n.updated() + " of "
                    + n.desired() + " replicas updated); wait for it, or roll back");
        }
    }
}
