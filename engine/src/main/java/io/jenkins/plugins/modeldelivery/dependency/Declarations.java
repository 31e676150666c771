package io.jenkins.plugins.modeldelivery.dependency;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Declaration;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What policies declare. A policy without the key {@code dependsOn} says nothing, and what was said before holds;
 * {@code dependsOn: []} says that there is no dependency any more. The same for {@code requireDownstreamEval}.
 */
public final class Declarations {
    private Declarations() {}

    /**
     * What a policy says about other models.
     *
     * @param dependsOn empty when it says nothing about them
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Policy(Optional<List<Dependency>> dependsOn, Optional<Boolean> requireDownstreamEval) {
        public static final Policy SILENT = new Policy(Optional.empty(), Optional.empty());

        /** @throws IllegalArgumentException when an upstream is named twice */
        public Policy {
            Set<String> models = new HashSet<>();
            for (Dependency dependency : dependsOn.orElse(List.of())) {
                if (!models.add(dependency.model())) {
                    throw new IllegalArgumentException(
                            "dependsOn names " + dependency.model() + " twice; one entry is enough");
                }
            }
        }
    }

    /**
     * Takes up what a policy declares about its model, if that is new.
     *
     * @param version whose evaluation brought the policy
     * @throws RefusedException when models would depend on each other in a circle; it is named and nothing is declared
     */
    public static void take(Ledger ledger, String model, String version, Policy policy, Instant time)
            throws DeliveryException, InterruptedException {
        Optional<List<Dependency>> given = policy.dependsOn;
        Optional<Boolean> owed = policy.requireDownstreamEval;
        if (given.isEmpty() && owed.isEmpty()) {
            return;
        }
        Optional<Declaration> before = ledger.dependencies().of(model);
        Declaration now = new Declaration(
                UUID.randomUUID().toString(),
                time,
                version,
                given.orElse(before.map(Declaration::dependsOn).orElse(List.of())),
                owed.or(() -> before.map(Declaration::requireDownstreamEval)).orElse(false));
        if (before.filter(now::saysTheSame).isPresent()) {
            return;
        }
        require(Cycle.through(ledger, model, now.dependsOn()), model);
        ledger.dependencies().declare(model, now);
        Optional<List<String>> closedMeanwhile = Cycle.through(ledger, model, now.dependsOn());
        if (closedMeanwhile.isPresent()) {
            // two declared at once and saw nothing of each other before: both step back
            ledger.dependencies()
                    .declare(
                            model,
                            new Declaration(
                                    UUID.randomUUID().toString(),
                                    time,
                                    before.map(Declaration::version).orElse(version),
                                    before.map(Declaration::dependsOn).orElse(List.of()),
                                    before.map(Declaration::requireDownstreamEval)
                                            .orElse(false)));
            require(closedMeanwhile, model);
        }
    }

    private static void require(Optional<List<String>> cycle, String model) throws RefusedException {
        if (cycle.isPresent()) {
            throw new RefusedException("dependsOn of " + model + " closes a circle: "
                    + String.join(" -> ", cycle.get())
                    + "; models that wait for each other's evaluation could never be promoted again");
        }
    }

    /** Circles among what models declare; found by walking upstream, so only the models that are reached are read. */
    static final class Cycle {
        private final Ledger ledger;
        private final Map<String, List<String>> known = new HashMap<>();

        private Cycle(Ledger ledger) {
            this.ledger = ledger;
        }

        /** A circle through a model if it had these dependencies: from the model upstream and back to it. */
        static Optional<List<String>> through(Ledger ledger, String model, List<Dependency> dependsOn)
                throws DeliveryException, InterruptedException {
            Cycle walk = new Cycle(ledger);
            walk.known.put(model, dependsOn.stream().map(Dependency::model).toList());
            List<String> path = new ArrayList<>(List.of(model));
            return walk.reaches(model, path, new HashSet<>()) ? Optional.of(List.copyOf(path)) : Optional.empty();
        }

        private boolean reaches(String goal, List<String> path, Set<String> seen)
                throws DeliveryException, InterruptedException {
            for (String upstream : upstream(path.get(path.size() - 1))) {
                path.add(upstream);
                if (upstream.equals(goal) || seen.add(upstream) && reaches(goal, path, seen)) {
                    return true;
                }
                path.remove(path.size() - 1);
            }
            return false;
        }

        private List<String> upstream(String model) throws DeliveryException, InterruptedException {
            List<String> upstream = known.get(model);
            if (upstream == null) {
                upstream = ledger.dependencies().of(model).map(Declaration::dependsOn).orElse(List.of()).stream()
                        .map(Dependency::model)
                        .toList();
                known.put(model, upstream);
            }
            return upstream;
        }
    }
}
