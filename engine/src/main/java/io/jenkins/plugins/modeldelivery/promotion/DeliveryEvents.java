package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the end of a delivery is worth telling. */
public final class DeliveryEvents {
    private DeliveryEvents() {}

    /** The outcome, and one event for each edge that it made stale; nothing before the end. The same whenever it is asked. */
    public static List<Event> of(Delivery d, Instant time) {
        Optional<EventKind> kind =
                switch (d.outcome()) {
                    case PROMOTED -> Optional.of(EventKind.PROMOTED);
                    case ROLLED_BACK -> Optional.of(EventKind.ROLLED_BACK);
                    case REVERTED -> Optional.of(EventKind.REVERTED);
                    case REVERT_FAILED -> Optional.of(EventKind.REVERT_FAILED);
                    case PENDING, FAILED, SUPERSEDED -> Optional.empty();
                };
        if (kind.isEmpty() || !d.isDone()) {
            return List.of();
        }
        List<Event> events = new ArrayList<>();
        events.add(outcome(d, kind.get(), time));
        for (EdgeState edge : d.draft().details().downstream()) {
            if (!edge.holds()) {
                events.add(stale(d, edge, time));
            }
        }
        return List.copyOf(events);
    }

    /** What a refusal is worth telling: that the eval set no longer looks like live requests. */
    public static Optional<Event> of(
            RefusedException refusal, String model, String version, String environment, Instant time) {
        return refusal.getMessage().contains(LiveShift.STALE)
                ? Optional.of(Event.of(EventKind.SHIFT_DETECTED, time, refusal.getMessage())
                        .about(Optional.of(model), Optional.of(version))
                        .in(environment))
                : Optional.empty();
    }

    private static Event stale(Delivery d, EdgeState edge, Instant time) {
        String environment = edge.environment().orElse("");
        return Event.of(EventKind.EDGE_STALE, time, edge.line())
                .once(d.operation(), edge.model(), edge.version(), environment)
                .about(Optional.of(edge.model()), Optional.of(edge.version()))
                .in(environment)
                .from(d.draft().buildUrl())
                .with("upstream", d.draft().model())
                .with("state", edge.state().name());
    }

    private static Event outcome(Delivery d, EventKind kind, Instant time) {
        DecisionDraft draft = d.draft();
        String before = draft.from().map(Target::version).orElse("unknown");
        String line =
                switch (kind) {
                    case PROMOTED -> draft.to().version() + " runs instead of " + before;
                    case ROLLED_BACK ->
                        "back to " + draft.to().version() + " from " + before
                                + (draft.reason().isEmpty() ? "" : ": " + draft.reason());
                    default -> String.join("; ", d.reasons());
                };
        return Event.of(kind, time, line)
                .once(d.operation())
                .about(Optional.of(draft.model()), Optional.of(draft.to().version()))
                .in(draft.environment())
                .from(draft.buildUrl())
                .with("before", before)
                .with("decision", d.operation())
                .with("by", draft.user());
    }
}
