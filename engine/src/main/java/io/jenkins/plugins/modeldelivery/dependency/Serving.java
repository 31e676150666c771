package io.jenkins.plugins.modeldelivery.dependency;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model serves in an environment, as far as the ledger knows.
 *
 * @param target empty when nothing ever served there
 * @param since when it came
 * @param unsettled why that is not certain: a change under way, or one that could not be brought back
 */
record Serving(Optional<Target> target, Optional<Instant> since, Optional<String> unsettled) {
    private static final int SEARCHED = 256;

    static Serving of(Ledger ledger, Dependency place) throws DeliveryException, InterruptedException {
        return of(ledger.decisions().tail(place.model(), place.environment(), SEARCHED), place);
    }

    /** Nothing has come yet, but it is what is asked about. */
    static Serving assumed(Target target) {
        return new Serving(Optional.of(target), Optional.empty(), Optional.empty());
    }

    private static Serving of(List<Decision> newestFirst, Dependency place) {
        Optional<Decision> served =
                newestFirst.stream().filter(d -> d.kind().serves()).findFirst();
        Optional<Target> target = served.map(Decision::to);
        Optional<Instant> since = Optional.empty();
        for (Decision d : newestFirst) {
            if (d.kind().serves()) {
                if (!target.get().digest().equals(d.to().digest())) {
                    break;
                }
                since = Optional.of(d.time());
            }
        }
        return new Serving(target, since, unsettled(newestFirst, place));
    }

    private static Optional<String> unsettled(List<Decision> newestFirst, Dependency place) {
        Set<String> concluded = new HashSet<>();
        for (Decision d : newestFirst) {
            if (d.kind().isOutcome()) {
                concluded.add(d.operation());
            } else if (d.kind() == Decision.Kind.DECIDED && !concluded.contains(d.operation())) {
                return Optional.of(place.model() + " is being changed to " + d.to().version() + " in "
                        + place.environment() + " since " + d.time() + " (decision " + d.operation() + ")");
            }
        }
        return newestFirst.stream()
                .filter(d -> d.kind().isOutcome())
                .findFirst()
                .filter(d -> d.kind() == Decision.Kind.REVERT_FAILED)
                .map(d -> "nobody knows what " + place.model() + " serves in " + place.environment()
                        + ": a failed change could not be brought back at " + d.time());
    }
}
