package io.jenkins.plugins.modeldelivery.dependency;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.ledger.Upstream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Against which upstream versions an evaluation was run, as far as its author says so.
 *
 * @param versions by upstream model; for the others, what serves when the evidence is recorded
 * @param since when the evaluation began; an upstream that changed after it is refused instead of guessed. Empty if unknown
 */
public record Evaluated(Map<String, String> versions, Optional<Instant> since) {
    /** Against what serves, and nobody says since when. */
    public static final Evaluated AGAINST_WHAT_SERVES = new Evaluated(Map.of(), Optional.empty());

    public Evaluated {
        versions = Map.copyOf(versions);
    }

    /** Against what serves, by an evaluation that began then. */
    public static Evaluated since(Instant moment) {
        return new Evaluated(Map.of(), Optional.of(moment));
    }

    /**
     * Reads entries like {@code extractor=1.5.0}.
     *
     * @throws BadInputException for an entry of another form, or a model named twice
     */
    public static Evaluated against(List<String> entries, Optional<Instant> since) throws BadInputException {
        Map<String, String> versions = new TreeMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            if (equals < 1 || versions.put(entry.substring(0, equals), entry.substring(equals + 1)) != null) {
                throw new BadInputException(
                        "upstream: '" + PlainText.shown(entry) + "' is not MODEL=VERSION, or names its model twice");
            }
        }
        return new Evaluated(versions, since);
    }

    /** What to record for each dependency. */
    List<Upstream> upstream(Ledger ledger, List<Dependency> dependencies)
            throws DeliveryException, InterruptedException {
        for (String model : versions.keySet()) {
            if (dependencies.stream().noneMatch(d -> d.model().equals(model))) {
                throw new BadInputException("upstream: the policy's dependsOn does not name " + model);
            }
        }
        List<Upstream> upstream = new ArrayList<>();
        for (Dependency dependency : dependencies) {
            String version = versions.get(dependency.model());
            Optional<Target> target = version == null
                    ? serving(ledger, dependency)
                    : Optional.of(ledger.versions()
                            .require(dependency.model(), version)
                            .target());
            upstream.add(Upstream.of(dependency, target));
        }
        return List.copyOf(upstream);
    }

    private Optional<Target> serving(Ledger ledger, Dependency dependency)
            throws DeliveryException, InterruptedException {
        Serving serving = Serving.of(ledger, dependency);
        if (serving.unsettled().isPresent()) {
            throw new RefusedException(serving.unsettled().get()
                    + "; evaluate when that is over, or say against which version it was: upstream "
                    + dependency.model() + "=VERSION");
        }
        Optional<Instant> changed =
                serving.since().filter(time -> since.filter(time::isAfter).isPresent());
        if (changed.isPresent()) {
            throw new RefusedException(dependency.model() + " changed in " + dependency.environment() + " at "
                    + changed.get() + ", after this evaluation began; evaluate again, or say against which version it"
                    + " was: upstream " + dependency.model() + "=VERSION");
        }
        return serving.target();
    }

    /**
     * What to record with a report of a policy.
     *
     * @return empty when the policy declares no dependencies
     */
    public List<Upstream> upstream(Ledger ledger, Declarations.Policy policy)
            throws DeliveryException, InterruptedException {
        return upstream(ledger, policy.dependsOn().orElse(List.of()));
    }
}
