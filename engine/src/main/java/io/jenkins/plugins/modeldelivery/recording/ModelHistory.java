package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Metrics and shift of a model over time, newest first, read from the ledger without reading any evidence: one listing,
 * and one object for each 128 points. {@link Recorder} adds a point with every piece of evidence.
 */
public final class ModelHistory {
    private final Ledger ledger;
    private final String model;

    /** @param model a name; one that the ledger does not know has an empty history */
    public ModelHistory(Ledger ledger, String model) {
        this.ledger = ledger;
        this.model = model;
    }

    /** The last points, at most so many. */
    public List<HistoryPoint> last(int limit) throws DeliveryException, InterruptedException {
        return points(ledger.history().tail(model, limit));
    }

    /**
     * The points since a moment.
     *
     * @param limit at most so many
     */
    public List<HistoryPoint> since(Instant moment, int limit) throws DeliveryException, InterruptedException {
        return points(ledger.history().tail(model, limit, moment));
    }

    /**
     * Records evidence and its numbered point in the history, which is the place that it has among others. What does not fit
     * is refused before either; a failure between the two leaves evidence without a point, which comes last in the order.
     */
    public void record(Evidence evidence) throws DeliveryException, InterruptedException {
        ObjectNode point = Json.tree(HistoryPoint.of(evidence));
        ledger.history().requireFits(model, point);
        ledger.evidence().record(evidence);
        ledger.history().append(model, point);
    }

    private List<HistoryPoint> points(List<ObjectNode> entries) throws DeliveryException {
        List<HistoryPoint> points = new ArrayList<>(entries.size());
        for (ObjectNode entry : entries) {
            points.add(Json.bind(entry, HistoryPoint.class, "the history of " + model + " in " + ledger.describe()));
        }
        return points;
    }
}
