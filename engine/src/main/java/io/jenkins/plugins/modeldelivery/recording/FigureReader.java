package io.jenkins.plugins.modeldelivery.recording;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Figures by evidence, kept for the next reader: evidence never changes. Safe for many threads. */
public final class FigureReader {
    private final int capacity;
    private final Map<String, VersionFigures> known;

    /** @param capacity how many sets of figures are kept, at least 1 */
    public FigureReader(int capacity) {
        this.capacity = capacity;
        this.known = new LinkedHashMap<>(16, 0.75f, true);
    }

    /**
     * What the named evidence tells about a version. A piece that is gone or damaged tells nothing; finding that out is
     * {@code ledger verify}'s.
     *
     * @param ids oldest first
     */
    public VersionFigures read(Ledger ledger, String model, String version, List<String> ids)
            throws DeliveryException, InterruptedException {
        if (ids.isEmpty()) {
            return VersionFigures.NONE;
        }
        String key = ledger.describe() + " " + model + " " + version + " " + String.join(" ", ids);
        synchronized (known) {
            if (known.containsKey(key)) {
                return known.get(key);
            }
        }
        VersionFigures figures = VersionFigures.NONE;
        boolean whole = true;
        for (String id : ids) {
            try {
                Optional<Evidence> piece = ledger.evidence().get(model, version, id);
                whole &= piece.isPresent();
                figures = piece.isPresent() ? figures.and(piece.get()) : figures;
            } catch (BadInputException e) {
                whole = false;
            }
        }
        if (whole) {
            keep(key, figures);
        }
        return figures;
    }

    private void keep(String key, VersionFigures figures) {
        synchronized (known) {
            known.put(key, figures);
            if (known.size() > capacity) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }
}
