package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.Optional;

/**
 * Whose workload it is: the model's that its annotation names. Without one, it is the model's whose version it runs as far as the
 * ledger says that this serves somewhere; a version that several models have says nothing.
 */
final class WorkloadModel {
    private final Ledger ledger;

    WorkloadModel(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Why the workload is another model's by its annotation; empty when it is this one's, or nobody's. */
    static Optional<RefusedException> annotated(String model, WorkloadSnapshot seen) {
        String named = seen.annotation(Annotations.MODEL);
        return named == null || named.isBlank() || named.equals(model)
                ? Optional.empty()
                : Optional.of(new RefusedException(seen.ref().describe() + " is the workload of model " + named
                        + " (annotation " + Annotations.MODEL + "), not of " + model + remedy(model, seen)));
    }

    /**
     * @param live what it runs, as far as that can be told
     * @param known whether that is a version of the model
     * @throws RefusedException when it is another model's
     */
    void require(String model, WorkloadSnapshot seen, Optional<Target> live, boolean known)
            throws DeliveryException, InterruptedException {
        Optional<RefusedException> other = annotated(model, seen);
        if (other.isEmpty() && seen.annotation(Annotations.MODEL) == null && !known) {
            other = found(model, seen, live.map(Target::digest));
        }
        if (other.isPresent()) {
            throw other.get();
        }
    }

    private Optional<RefusedException> found(String model, WorkloadSnapshot seen, Optional<String> digest)
            throws DeliveryException, InterruptedException {
        for (String other : ledger.models()) {
            if (other.equals(model)) {
                continue;
            }
            for (String environment : ledger.decisions().environments(other)) {
                Optional<Decision> serving = ledger.decisions().serving(other, environment);
                if (serving.isPresent() && isOf(serving.get(), seen, digest)) {
                    return isShared(model, serving.get())
                            ? Optional.empty()
                            : Optional.of(new RefusedException(seen.ref().describe() + " runs "
                                    + serving.get().to().version() + " of model " + other + " (decision "
                                    + serving.get().seq() + " in " + environment + "), not " + model
                                    + remedy(model, seen)));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isOf(Decision serving, WorkloadSnapshot seen, Optional<String> digest) {
        return serving.operation().equals(seen.annotation(Annotations.DECISION))
                || digest.equals(Optional.of(serving.to().digest()))
                || serving.draft().details().image().equals(Optional.of(seen.image()));
    }

    /** Whether the model has that very content as well. */
    private boolean isShared(String model, Decision serving) throws DeliveryException, InterruptedException {
        for (String version : ledger.versions().list(model)) {
            if (ledger.versions()
                    .require(model, version)
                    .digest()
                    .equals(serving.to().digest())) {
                return true;
            }
        }
        return false;
    }

    private static String remedy(String model, WorkloadSnapshot seen) {
        return "; if it is to be " + model + "'s from now on, say so there: kubectl -n "
                + seen.ref().namespace() + " annotate --overwrite " + seen.ref() + " " + Annotations.MODEL + "="
                + model;
    }
}
