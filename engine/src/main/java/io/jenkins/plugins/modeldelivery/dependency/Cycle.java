package io.jenkins.plugins.modeldelivery.dependency;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Declaration;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Circles among what models declare; found by walking upstream, so only the models that are reached are read. */
final class Cycle {
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
