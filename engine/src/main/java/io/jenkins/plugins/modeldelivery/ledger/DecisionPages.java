package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads a model's chain of decisions page by page, and the names of its environments; each page costs a few requests. */
public final class DecisionPages {
    private final Ledger ledger;
    private final Segments segments;

    public DecisionPages(Ledger ledger) {
        this.ledger = ledger;
        this.segments = new Segments(ledger.store());
    }

    /**
     * The decisions just before a number, newest first; empty when the ledger has no decision of that number.
     *
     * @param seq of the oldest decision of the page before
     * @param limit at most so many
     */
    public List<Decision> before(String model, long seq, int limit) throws DeliveryException, InterruptedException {
        Optional<Decision> from = ledger.decisions().read(model, seq);
        if (from.isEmpty()) {
            return List.of();
        }
        Chain chain = Chain.all(model);
        return segments.read(chain, chain.previous(from.get()), limit);
    }

    /** The names of the environments that a model has decisions in, sorted. */
    public List<String> environments(String model) throws DeliveryException, InterruptedException {
        Optional<Decision> head = ledger.decisions().head(model);
        if (head.isEmpty()) {
            return List.of();
        }
        TreeSet<String> names = new TreeSet<>(head.get().heads().environments().keySet());
        names.add(head.get().environment());
        return List.copyOf(names);
    }
}
