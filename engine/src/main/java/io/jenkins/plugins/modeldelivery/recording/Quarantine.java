package io.jenkins.plugins.modeldelivery.recording;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Decisions;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version that a completed rollback left in an environment. Its digest is refused there, whatever evidence comes later,
 * until somebody releases it, promotes it with an override, or rolls back to it.
 *
 * @param version what was left
 * @param rollback the decision that left it
 */
public record Quarantine(Target version, Decision rollback) {
    /** @param all decisions of one environment, oldest first; what is in quarantine after them, by digest */
    public static Map<String, Quarantine> of(List<Decision> all) {
        Map<String, Quarantine> left = new LinkedHashMap<>();
        for (Decision d : all) {
            if (d.kind() == Decision.Kind.ROLLED_BACK && d.from().isPresent()) {
                Target from = d.from().get();
                left.put(from.digest(), new Quarantine(from, d));
            }
            if (ends(d)) {
                left.remove(d.to().digest());
            }
        }
        return left;
    }

    /** Looks through all decisions of the environment: a quarantine does not grow old. */
    public static Optional<Quarantine> of(Ledger ledger, String model, String environment, String digest)
            throws DeliveryException, InterruptedException {
        Decisions decisions = ledger.decisions();
        Optional<Decision> last = decisions.newest(
                model,
                environment,
                d -> ends(d) && d.to().digest().equals(digest)
                        || d.kind() == Decision.Kind.ROLLED_BACK
                                && d.from().map(Target::digest).equals(Optional.of(digest)));
        return last.filter(d -> !d.to().digest().equals(digest))
                .map(d -> new Quarantine(d.from().orElseThrow(), d));
    }

    private static boolean ends(Decision d) {
        return d.kind() == Decision.Kind.PROMOTED
                || d.kind() == Decision.Kind.ROLLED_BACK
                || d.kind() == Decision.Kind.RELEASED;
    }

    /** Who left it, when and why, and what to do about it. */
    public String describe() {
        String reason = rollback.draft().reason();
        return version.version() + " (" + version.digest() + ") was left by a rollback to "
                + rollback.to().version() + " of " + rollback.draft().user() + " at " + rollback.time()
                + (reason.isBlank() ? "" : ", reason: '" + reason + "'")
                + "; 'ledger release' lets it in again";
    }
}
