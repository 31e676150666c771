package io.jenkins.plugins.modeldelivery.recording;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * What the ledger says about a model now: where which version runs, and the last decisions.
 *
 * @param model a name
 * @param environments all that the model has decisions in, by name
 * @param decisions the last ones, newest first
 * @param more whether there are older ones
 */
public record ModelOverview(String model, List<Place> environments, List<Decision> decisions, boolean more) {
    /**
     * An environment with the figures of what serves in it.
     *
     * @param history as the ledger tells
     * @param figures of the serving version; nothing known when none serves
     */
    public record Place(EnvironmentHistory history, VersionFigures figures) {}

    /**
     * Reads it in a few requests for each environment, however long the ledger is.
     *
     * @param limit so many decisions at most
     */
    public static ModelOverview read(Ledger ledger, FigureReader figures, String model, int limit)
            throws DeliveryException, InterruptedException {
        List<Place> places = new ArrayList<>();
        for (String name : ledger.decisions().environments(model)) {
            EnvironmentHistory history = EnvironmentHistory.of(ledger, model, name);
            String version = history.serving().map(Target::version).orElse("");
            places.add(new Place(
                    history,
                    version.isEmpty()
                            ? VersionFigures.NONE
                            : figures.read(ledger, model, version, history.evidence())));
        }
        List<Decision> last = ledger.decisions().tail(model, limit);
        boolean more = !last.isEmpty() && last.get(last.size() - 1).seq() > 1;
        return new ModelOverview(model, List.copyOf(places), List.copyOf(last), more);
    }
}
