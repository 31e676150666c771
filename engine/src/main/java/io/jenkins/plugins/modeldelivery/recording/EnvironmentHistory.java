package io.jenkins.plugins.modeldelivery.recording;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger alone says about one environment of a model; no cluster is asked.
 *
 * @param name of the environment
 * @param arrival the decision by which the version that serves now came; empty when nothing ever served
 * @param evidence ids of the evidence that this version was last promoted on
 * @param open what is decided and has no outcome yet, oldest first
 * @param trouble the last outcome, if it was that a failed change could not be brought back
 * @param served all versions that once served there, the last to come first
 */
public record EnvironmentHistory(
        String name,
        Optional<Decision> arrival,
        List<String> evidence,
        List<Decision> open,
        Optional<Decision> trouble,
        List<ServedVersion> served) {
    /** Of the environment's last 256 decisions. */
    public static EnvironmentHistory of(Ledger ledger, String model, String environment)
            throws DeliveryException, InterruptedException {
        return of(environment, new EnvironmentDecisions(ledger, Clock.systemUTC()).read(model, environment));
    }

    /** @param all decisions of one environment, oldest first */
    public static EnvironmentHistory of(String name, List<Decision> all) {
        Optional<Decision> arrival = Optional.empty();
        for (Decision d : all) {
            boolean another = arrival.isEmpty()
                    || !d.to().digest().equals(arrival.get().to().digest());
            if (d.kind().serves() && another) {
                arrival = Optional.of(d);
            }
        }
        Optional<Target> now = arrival.map(Decision::to);
        List<String> evidence = all.stream()
                .filter(d -> d.kind() == Decision.Kind.PROMOTED && now.equals(Optional.of(d.to())))
                .reduce((first, second) -> second)
                .map(Decision::evidence)
                .orElse(List.of());
        Optional<Decision> trouble = all.stream()
                .filter(d -> d.kind().isOutcome())
                .reduce((first, second) -> second)
                .filter(d -> d.kind() == Decision.Kind.REVERT_FAILED);
        return new EnvironmentHistory(
                name, arrival, evidence, EnvironmentDecisions.open(all), trouble, ServedVersion.of(all));
    }

    /** What serves now. */
    public Optional<Target> serving() {
        return arrival.map(Decision::to);
    }

    /** Since when it serves without another version in between. */
    public Optional<Instant> since() {
        return arrival.map(Decision::time);
    }
}
