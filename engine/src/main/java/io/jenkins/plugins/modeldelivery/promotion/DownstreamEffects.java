package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.dependency.Downstream;
import io.jenkins.plugins.modeldelivery.dependency.EdgeCheck;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change means for other models; kept in the delivery's details: the edges upstream, on which the decision stands, and
 * once it is done those downstream, which the change made stale or fresh.
 */
final class DownstreamEffects {
    private final Ledger ledger;

    DownstreamEffects(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The delivery with what it means for the models downstream. */
    Delivery of(Delivery d) throws DeliveryException, InterruptedException {
        DecisionDetails details = d.draft().details();
        try {
            String model = d.draft().model();
            details = details.withDownstream(
                    new Downstream(ledger, model, d.draft().environment()).now());
            if (d.rollback()) {
                // nothing held it up, so what it now stands on is told afterwards
                Target to = d.draft().to();
                details = details.withUpstream(new EdgeCheck(ledger)
                        .look(model, to, EdgeCheck.evidence(ledger, model, to.version()))
                        .states());
            }
        } catch (BadInputException | RefusedException e) {
            // this model runs all the same; what is damaged in the ledger must be told, not end it half-way
            details = details.withDownstreamUnknown(e.getMessage());
        }
        return d.with(d.draft().withDetails(details));
    }

    /** What was found about the world around the version before it was decided. */
    static List<String> standsOn(Delivery d) {
        List<String> lines = new ArrayList<>();
        d.liveShift().ifPresent(lines::add);
        d.draft().details().upstream().forEach(edge -> lines.add(edge.line()));
        return List.copyOf(lines);
    }

    static List<String> lines(Delivery d) {
        if (!d.isDone()) {
            return List.of();
        }
        DecisionDetails details = d.draft().details();
        List<String> lines = new ArrayList<>();
        for (EdgeState edge : d.rollback() ? details.upstream() : List.<EdgeState>of()) {
            if (!edge.holds()) {
                lines.add("runs without an evaluation that holds: " + edge.line());
            }
        }
        for (EdgeState edge : details.downstream()) {
            lines.add((edge.holds() ? "still holds for " : "needs a new evaluation: ") + edge.model() + " "
                    + edge.version() + " in " + edge.environment().orElse("") + ": " + edge.line());
        }
        details.downstreamLeft()
                .ifPresent(left -> lines.add("and " + left + " more; see 'model-delivery dependencies --ledger ...'"));
        details.downstreamUnknown()
                .ifPresent(why -> lines.add("which models depend on this one could not be told: " + why));
        return List.copyOf(lines);
    }
}
