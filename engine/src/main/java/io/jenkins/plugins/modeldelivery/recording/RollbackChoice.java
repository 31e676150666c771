package io.jenkins.plugins.modeldelivery.recording;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a person chooses from who wants an earlier version back in an environment.
 *
 * @param environment as the ledger tells
 * @param current what serves now; empty when that is no version the ledger knows
 * @param candidates everything else that once served there, the last to come first
 */
public record RollbackChoice(EnvironmentHistory environment, Optional<Option> current, List<Option> candidates) {
    /** So many candidates are shown; older ones can be named on the command line. */
    public static final int MAX_CANDIDATES = 50;

    /** A version with its figures. */
    public record Option(ServedVersion served, VersionFigures figures) {}

    /** Reads it; nothing is changed. */
    public static RollbackChoice read(Ledger ledger, FigureReader figures, String model, String environment)
            throws DeliveryException, InterruptedException {
        EnvironmentHistory history = EnvironmentHistory.of(ledger, model, environment);
        Optional<Option> current = Optional.empty();
        List<Option> candidates = new ArrayList<>();
        for (ServedVersion served : history.served()) {
            boolean wanted = served.now() || candidates.size() < MAX_CANDIDATES;
            if (wanted) {
                String version = served.target().version();
                Option option = new Option(served, figures.read(ledger, model, version, served.evidence()));
                if (served.now()) {
                    current = Optional.of(option);
                } else {
                    candidates.add(option);
                }
            }
        }
        return new RollbackChoice(history, current, List.copyOf(candidates));
    }
}
