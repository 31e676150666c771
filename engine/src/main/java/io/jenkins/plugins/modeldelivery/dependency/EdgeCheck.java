package io.jenkins.plugins.modeldelivery.dependency;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Declaration;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
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
 * Whether versions were evaluated against what their upstream models serve. An evaluation counts when it names, for all
 * dependencies together, what serves now; of those that count the newest decides. A success that is dated in the future does
 * not count. Everything is derived from evidence and decisions at the moment of asking, by the ledger's clock; one object is
 * for one moment.
 */
public final class EdgeCheck {
    private final Ledger ledger;
    private final Instant moment;
    private final Map<String, Serving> serving = new HashMap<>();

    public EdgeCheck(Ledger ledger) {
        this.ledger = ledger;
        this.moment = ledger.clock().instant();
    }

    /**
     * What one version's edges look like.
     *
     * @param states one per dependency; empty without any
     * @param dependencies of this version
     */
    public record Result(List<EdgeState> states, List<Dependency> dependencies) {
        /** Why the version's evaluation does not hold; empty when it does. */
        public List<String> problems() {
            return states.stream().filter(s -> !s.holds()).map(EdgeState::line).toList();
        }
    }

    /** As if an upstream served something else. */
    public EdgeCheck assuming(Dependency place, Target target) {
        serving.put(key(place), Serving.assumed(target));
        return this;
    }

    /**
     * The evidence about a version, newest first: by its numbered point in the model's history, whatever clock its writer had.
     * What has no point, as evidence of before there were any, comes behind all that has one, by time; of the same second, what
     * did not pass counts as the newer.
     */
    public static List<Evidence> evidence(Ledger ledger, String model, String version)
            throws DeliveryException, InterruptedException {
        List<Evidence> newestFirst = new ArrayList<>();
        for (String id : ledger.evidence().list(model, version)) {
            Optional<Evidence> evidence = ledger.evidence().get(model, version, id);
            evidence.ifPresent(e -> newestFirst.add(0, e));
        }
        Map<String, Integer> places = places(ledger, model, newestFirst.size());
        newestFirst.sort(Comparator.comparingInt((Evidence e) -> places.getOrDefault(e.id(), Integer.MAX_VALUE))
                .thenComparing(Comparator.comparing(Evidence::time).reversed())
                .thenComparing(e -> e.verdict() == Verdict.PASS));
        return newestFirst;
    }

    /** Which piece of evidence is the newest (0), the one before it, and so on. */
    private static Map<String, Integer> places(Ledger ledger, String model, int evidence)
            throws DeliveryException, InterruptedException {
        Map<String, Integer> places = new HashMap<>();
        for (String id : evidence < 2 ? List.<String>of() : ledger.history().ids(model)) {
            places.putIfAbsent(id, places.size());
        }
        return places;
    }

    /**
     * The edges of a version.
     *
     * @param newestFirst all evidence about it
     */
    public Result look(String model, Target version, List<Evidence> newestFirst)
            throws DeliveryException, InterruptedException {
        List<Evidence> said = newestFirst.stream()
                .filter(e -> e.digest().equals(version.digest()) && saysDependencies(e))
                .toList();
        List<Evidence> own =
                said.stream().filter(e -> !e.isSuccessAhead(moment)).toList();
        Optional<Evidence> ahead =
                said.stream().filter(e -> e.isSuccessAhead(moment)).findFirst();
        List<Dependency> dependencies = own.isEmpty()
                ? ledger.dependencies().of(model).map(Declaration::dependsOn).orElse(List.of())
                : Json.bind(
                                own.get(0).policy(),
                                Declarations.Policy.class,
                                "the policy in evidence " + own.get(0).id())
                        .dependsOn()
                        .orElseThrow();
        Optional<Evidence> match = Optional.empty();
        for (Evidence evaluation : own) {
            if (match.isEmpty() && counts(evaluation, dependencies)) {
                match = Optional.of(evaluation);
            }
        }
        List<EdgeState> states = new ArrayList<>();
        for (Dependency dependency : dependencies) {
            EdgeState state =
                    state(model, version.version(), dependency, match.or(() -> first(own)), match.isPresent());
            states.add(ahead.isPresent() && !state.holds() ? state.butAhead(ahead.get()) : state);
        }
        return new Result(List.copyOf(states), dependencies);
    }

    /** Whether a piece of evidence is about the upstream versions that serve now, or about none at all. */
    public boolean counts(Evidence evidence, List<Dependency> dependencies)
            throws DeliveryException, InterruptedException {
        if (!saysDependencies(evidence)) {
            return true;
        }
        for (Dependency dependency : dependencies) {
            Serving now = serving(dependency);
            Optional<Target> evaluated = evidence.evaluatedAgainst(dependency);
            if (now.target().isEmpty() || evaluated.isEmpty()) {
                return false;
            }
            if (!evaluated.get().digest().equals(now.target().get().digest())) {
                return false;
            }
        }
        return true;
    }

    private EdgeState state(
            String model, String version, Dependency dependency, Optional<Evidence> evaluation, boolean isMatch)
            throws DeliveryException, InterruptedException {
        Serving now = serving(dependency);
        Optional<Target> evaluated = evaluation.flatMap(e -> e.evaluatedAgainst(dependency));
        Optional<Target> target = now.target();
        EdgeState.State state;
        String line;
        if (now.unsettled().isPresent()) {
            state = EdgeState.State.MOVING;
            line = now.unsettled().get();
        } else if (target.isEmpty()) {
            state = EdgeState.State.UNKNOWN;
            line = dependency.model() + ", on which " + model + " depends, serves nothing in "
                    + dependency.environment() + " as far as the ledger knows; promote it there first";
        } else if (evaluated.isEmpty()) {
            state = EdgeState.State.UNKNOWN;
            line = model + " " + version + " was never evaluated against " + dependency.model() + ", which serves "
                    + target.get().version() + " in " + dependency.environment() + "; evaluate it with dependsOn";
        } else if (isMatch && evaluation.orElseThrow().verdict() != Verdict.PASS) {
            state = EdgeState.State.NOT_PASSED;
            line = "evaluated against " + dependency.model() + " "
                    + evaluated.get().version() + ", "
                    + model + " " + version + " is " + evaluation.orElseThrow().verdict() + " (evidence "
                    + evaluation.orElseThrow().id() + ")";
        } else {
            return compared(model, version, dependency, evaluated.get(), now);
        }
        return EdgeState.of(model, version, dependency, state, evaluated, target, line);
    }

    private static EdgeState compared(
            String model, String version, Dependency dependency, Target evaluated, Serving now) {
        Target target = now.target().orElseThrow();
        EdgeState.State state = EdgeState.State.FRESH;
        String line = "evaluated against " + dependency.model() + " " + target.version() + ", which serves in "
                + dependency.environment();
        if (!evaluated.digest().equals(target.digest())) {
            state = EdgeState.State.STALE;
            line = dependency.model() + " serves " + target.version() + " (" + target.digest() + ") in "
                    + dependency.environment()
                    + now.since().map(time -> " since " + time).orElse("") + ", but " + model + " " + version
                    + " was evaluated against " + evaluated.version() + " (" + evaluated.digest()
                    + "); evaluate it again";
        }
        return EdgeState.of(model, version, dependency, state, Optional.of(evaluated), now.target(), line);
    }

    private Serving serving(Dependency dependency) throws DeliveryException, InterruptedException {
        Serving known = serving.get(key(dependency));
        if (known == null) {
            known = Serving.of(ledger, dependency);
            serving.put(key(dependency), known);
        }
        return known;
    }

    private static boolean saysDependencies(Evidence evidence) {
        return evidence.kind().equals("gate-report") && evidence.saysDependencies();
    }

    private static Optional<Evidence> first(List<Evidence> evaluations) {
        return evaluations.stream().findFirst();
    }

    private static String key(Dependency place) {
        return place.model() + "/" + place.environment();
    }
}
