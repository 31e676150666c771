package io.jenkins.plugins.modeldelivery.recording;

import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version that once served in an environment and may come back by a rollback: the choice that a rollback
 * accepts, told by the same rules.
 *
 * @param target version and digest
 * @param decision that last took it there, or that names it as what it replaced
 * @param mark what became of it
 * @param now whether it serves at present, as far as the ledger knows
 * @param previous whether {@link #PREVIOUS} means this one
 * @param image by which it last ran; empty when no decision tells
 * @param evidence that it was last promoted on, ids; empty for what was there before the first promotion
 */
public record ServedVersion(
        Target target,
        Decision decision,
        Mark mark,
        boolean now,
        boolean previous,
        Optional<String> image,
        List<String> evidence) {
    /** Asks a rollback for the version before the present one. */
    public static final String PREVIOUS = "previous";

    /** Stands for a version that runs and that the ledger does not know. */
    public static final String UNKNOWN = "unknown";

    /** What became of a version. */
    public enum Mark {
        /** Nothing bad is known. */
        GOOD,
        /** It was left by a rollback, and was neither released nor brought again since. */
        ROLLED_BACK,
        /** The last attempt to bring it did not come up. */
        FAILED
    }

    /** @param all decisions of one environment, oldest first; the versions come back with the last to come first */
    public static List<ServedVersion> of(List<Decision> all) {
        Map<String, Decision> arrivals = new LinkedHashMap<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            Decision d = all.get(i);
            if (isArrival(d)) {
                arrivals.putIfAbsent(d.to().version(), d);
            }
        }
        List<ServedVersion> served = new ArrayList<>();
        arrivals.values().forEach(d -> served.add(version(all, d.to(), d)));
        // What ran before the first promotion may come back, too, unless it is known to be bad.
        for (Decision d : all) {
            if (d.kind() == Decision.Kind.PROMOTED && d.from().isPresent()) {
                Target from = d.from().get();
                if (!arrivals.containsKey(from.version()) && isKnown(all, from)) {
                    arrivals.put(from.version(), d);
                    served.add(version(all, from, d));
                }
            }
        }
        served.sort(
                Comparator.comparing((ServedVersion v) -> v.decision().seq()).reversed());
        return List.copyOf(served);
    }

    private static boolean isKnown(List<Decision> all, Target from) {
        try {
            return ServedVersions.target(all, from.version(), Optional.empty()).equals(from);
        } catch (RefusedException e) {
            return false;
        }
    }

    private static ServedVersion version(List<Decision> all, Target target, Decision decision) {
        List<String> evidence = all.stream()
                .filter(d -> d.kind() == Decision.Kind.PROMOTED && d.to().equals(target))
                .reduce((first, second) -> second)
                .map(Decision::evidence)
                .orElse(List.of());
        boolean now = ServedVersions.now(all).equals(Optional.of(target));
        return new ServedVersion(
                target,
                decision,
                mark(all, target),
                now,
                !now && isPrevious(all, target),
                ServedVersions.image(all, target),
                evidence);
    }

    private static Mark mark(List<Decision> all, Target target) {
        if (Quarantine.of(all).containsKey(target.digest())) {
            return Mark.ROLLED_BACK;
        }
        return all.stream()
                .filter(d -> d.to().digest().equals(target.digest()))
                .filter(d -> isArrival(d) || d.kind() == Decision.Kind.FAILED)
                .reduce((first, second) -> second)
                .filter(d -> d.kind() == Decision.Kind.FAILED)
                .map(d -> Mark.FAILED)
                .orElse(Mark.GOOD);
    }

    private static boolean isPrevious(List<Decision> all, Target target) {
        try {
            return ServedVersions.target(all, ServedVersion.PREVIOUS, Optional.empty())
                    .equals(target);
        } catch (RefusedException e) {
            return false; // there is no previous one
        }
    }

    /** REVERTED serves too, but brings nothing that was not there before. */
    private static boolean isArrival(Decision d) {
        return d.kind() == Decision.Kind.PROMOTED || d.kind() == Decision.Kind.ROLLED_BACK;
    }
}
