package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.Map;

/** The annotations that go with a change. */
final class DecisionAnnotations {
    private DecisionAnnotations() {}

    static Map<String, String> of(Delivery d) {
        DecisionDraft draft = d.draft();
        String cause = (d.rollback() ? "rolled back to " : "promoted ") + draft.model() + " "
                + draft.to().version() + " by " + draft.user();
        return marks(
                d,
                draft.to().version(),
                draft.to().digest(),
                draft.from().map(Target::digest).orElse(""),
                cause);
    }

    static Map<String, String> ofReversal(Delivery d) {
        String version = d.draft().from().map(Target::version).orElse("");
        String digest = d.draft().from().map(Target::digest).orElse("");
        String cause = "reverted: " + d.draft().model() + " " + d.draft().to().version() + " did not come up";
        return marks(d, version, digest, d.draft().to().digest(), cause);
    }

    private static Map<String, String> marks(Delivery d, String version, String digest, String previous, String cause) {
        return Map.of(
                Annotations.MODEL, d.draft().model(),
                Annotations.DECISION, d.operation(),
                Annotations.VERSION, version,
                Annotations.DIGEST, digest,
                Annotations.PREVIOUS_DIGEST, previous,
                Annotations.CHANGE_CAUSE, cause);
    }
}
