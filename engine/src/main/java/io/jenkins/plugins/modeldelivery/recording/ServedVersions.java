package io.jenkins.plugins.modeldelivery.recording;

import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an environment's decisions say about what served in it. */
public final class ServedVersions {
    private ServedVersions() {}

    /** What runs there now, as far as the ledger knows. */
    public static Optional<Target> now(List<Decision> all) {
        return all.stream()
                .filter(d -> d.kind().serves())
                .reduce((first, second) -> second)
                .map(Decision::to);
    }

    /** What the present version was written to replace by a rollback that nobody saw through to its end. */
    private static Optional<String> left(List<Decision> all, Optional<String> present) {
        return all.stream()
                .filter(d -> d.kind() == Decision.Kind.DECIDED || d.kind().serves())
                .reduce((first, second) -> second)
                .filter(d -> d.kind() == Decision.Kind.DECIDED && EnvironmentDecisions.isRollback(d))
                .filter(d -> present.equals(Optional.of(d.to().digest())))
                .flatMap(Decision::from)
                .map(Target::digest);
    }

    /**
     * Where a rollback goes.
     *
     * @param wanted a version, or {@link ServedVersion#PREVIOUS}: the last that was promoted or rolled back to, is not
     *     the present one, and was not itself rolled back
     * @param live digest of what runs now, which may be no version the ledger knows
     * @throws RefusedException when the version never served here
     */
    public static Target target(List<Decision> all, String wanted, Optional<String> live) throws RefusedException {
        Optional<String> present = live.or(() -> now(all).map(Target::digest));
        Set<String> bad = new HashSet<>(Quarantine.of(all).keySet());
        left(all, present).ifPresent(bad::add);
        for (int i = all.size() - 1; i >= 0; i--) {
            Decision d = all.get(i);
            // REVERTED serves too, but brings nothing that was not there before.
            boolean served = d.kind() == Decision.Kind.PROMOTED || d.kind() == Decision.Kind.ROLLED_BACK;
            boolean fits = wanted.equals(ServedVersion.PREVIOUS)
                    ? !bad.contains(d.to().digest()) && !present.equals(Optional.of(d.to().digest()))
                    : d.to().version().equals(wanted);
            if (served && fits) {
                return d.to();
            }
        }
        // Before the first promotion something ran, too: a decision names it as what it replaced.
        for (Decision d : all) {
            Optional<Target> from = d.from();
            boolean first = d.kind() == Decision.Kind.PROMOTED
                    && from.isPresent()
                    && !from.get().version().equals(ServedVersion.UNKNOWN)
                    && !bad.contains(from.get().digest())
                    && !present.equals(Optional.of(from.get().digest()));
            if (first
                    && (wanted.equals(ServedVersion.PREVIOUS)
                            || from.get().version().equals(wanted))) {
                return from.get();
            }
        }
        throw new RefusedException(
                wanted.equals(ServedVersion.PREVIOUS)
                        ? "There is no earlier version that served well here; name one with --to"
                        : "Version " + wanted + " never served here, as far as the ledger knows");
    }

    /** The image by which a target once ran. */
    public static Optional<String> image(List<Decision> all, Target target) {
        return all.stream()
                .filter(d -> d.kind() == Decision.Kind.DECIDED && d.to().equals(target))
                .flatMap(d -> d.draft().details().image().stream())
                .filter(image -> !image.isEmpty())
                .reduce((first, second) -> second);
    }
}
