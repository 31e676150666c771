package io.jenkins.plugins.modeldelivery.dependency;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Declaration;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The other side of the edges: which served versions of other models receive what a model serves in an environment. */
public final class Downstream {
    private static final int SEARCHED = 256;

    private final Ledger ledger;
    private final String model;
    private final String environment;

    /** @param environment where the model serves for the others */
    public Downstream(Ledger ledger, String model, String environment) {
        this.ledger = ledger;
        this.model = model;
        this.environment = environment;
    }

    /** Their edges as they are now. */
    public List<EdgeState> now() throws DeliveryException, InterruptedException {
        return look(new EdgeCheck(ledger));
    }

    /** Their edges as they would be if the model served something else. */
    public List<EdgeState> ifServing(Target target) throws DeliveryException, InterruptedException {
        Dependency place = new Dependency(model, environment);
        return look(new EdgeCheck(ledger).assuming(place, target));
    }

    /**
     * Why the model may not change to a version before the others were evaluated against it; empty when it may, or when it
     * never promised to wait for them ({@code requireDownstreamEval}).
     */
    public List<String> obstacles(Target target) throws DeliveryException, InterruptedException {
        boolean promised = ledger.dependencies()
                .of(model)
                .filter(Declaration::requireDownstreamEval)
                .isPresent();
        return !promised
                ? List.of()
                : ifServing(target).stream()
                        .filter(state -> !state.holds())
                        .map(state -> "requireDownstreamEval: " + state.model() + " " + state.version()
                                + state.environment().map(e -> " in " + e).orElse("")
                                + " has no passed evaluation against " + model + " " + target.version()
                                + "; evaluate it with upstream " + model + "=" + target.version())
                        .toList();
    }

    private List<EdgeState> look(EdgeCheck check) throws DeliveryException, InterruptedException {
        Dependency place = new Dependency(model, environment);
        List<EdgeState> states = new ArrayList<>();
        for (String other : ledger.dependencies().downstream(model)) {
            for (String home : environments(ledger, other)) {
                for (Target version : served(ledger, other, home)) {
                    check.look(other, version, EdgeCheck.evidence(ledger, other, version.version())).states().stream()
                            .filter(state -> state.dependency().equals(place))
                            .map(state -> state.servingIn(home))
                            .forEach(states::add);
                }
            }
        }
        return List.copyOf(states);
    }

    /** The environments that a model was ever in. */
    static Set<String> environments(Ledger ledger, String model) throws DeliveryException, InterruptedException {
        Set<String> names = new TreeSet<>();
        Optional<Decision> head = ledger.decisions().head(model);
        head.ifPresent(d -> names.addAll(d.heads().environments().keySet()));
        head.ifPresent(d -> names.add(d.environment()));
        return names;
    }

    /** What serves, and what is on its way there. */
    static Set<Target> served(Ledger ledger, String model, String environment)
            throws DeliveryException, InterruptedException {
        List<Decision> newestFirst = ledger.decisions().tail(model, environment, SEARCHED);
        Set<Target> targets = new LinkedHashSet<>();
        Set<String> concluded = new LinkedHashSet<>();
        for (Decision d : newestFirst) {
            if (d.kind().isOutcome()) {
                concluded.add(d.operation());
            } else if (d.kind() == Decision.Kind.DECIDED && !concluded.contains(d.operation())) {
                targets.add(d.to());
            }
        }
        newestFirst.stream()
                .filter(d -> d.kind().serves())
                .findFirst()
                .map(Decision::to)
                .ifPresent(targets::add);
        return targets;
    }
}
