package io.jenkins.plugins.modeldelivery.dependency;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether two versions of a model give the same outputs on the same inputs, by evidence about one of them. Not transitive:
 * two small movements in a row may be one that matters, so each pair needs its own comparison.
 */
final class OutputEvidence {
    private final Ledger ledger;
    private final Instant now;
    private final Map<String, List<Evidence>> known = new HashMap<>();

    /** @param now a success dated later does not count */
    OutputEvidence(Ledger ledger, Instant now) {
        this.ledger = ledger;
        this.now = now;
    }

    /** Why the outputs count as the same; empty when nothing says so, or the newest comparison says otherwise. */
    Optional<String> unmoved(Dependency dependency, Target one, Target other)
            throws DeliveryException, InterruptedException {
        if (dependency.outputTolerance().isEmpty()) {
            return Optional.empty();
        }
        List<Evidence> comparisons = new ArrayList<>();
        comparisons.addAll(between(dependency.model(), one, other));
        comparisons.addAll(between(dependency.model(), other, one));
        return comparisons.stream()
                .max(Comparator.comparing(Evidence::time).thenComparing(Evidence::id))
                .filter(e -> e.verdict() == Verdict.PASS)
                .filter(e -> tolerance(e) <= dependency.outputTolerance().getAsDouble())
                .map(e -> "the outputs of " + dependency.model() + " " + other.version()
                        + " on the same inputs did not move against those of " + one.version()
                        + " (within " + e.report().path("tolerance").asText() + ", evidence " + e.id() + ")");
    }

    private List<Evidence> between(String model, Target about, Target against)
            throws DeliveryException, InterruptedException {
        String key = model + "/" + about.version();
        List<Evidence> all = known.get(key);
        if (all == null) {
            all = EdgeCheck.evidence(ledger, model, about.version());
            known.put(key, all);
        }
        return all.stream()
                .filter(e -> e.kind().equals(OutputComparison.DOCUMENT))
                .filter(e -> e.digest().equals(about.digest()) && !e.isSuccessAhead(now))
                .filter(e -> e.report().at("/against/digest").asText().equals(against.digest()))
                .toList();
    }

    private static double tolerance(Evidence evidence) {
        JsonNode tolerance = evidence.report().path("tolerance");
        return tolerance.isNumber() ? tolerance.doubleValue() : Double.POSITIVE_INFINITY;
    }
}
