package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.dependency.DependencyGraph;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.FigureReader;
import io.jenkins.plugins.modeldelivery.recording.HistoryPoint;
import io.jenkins.plugins.modeldelivery.recording.ModelHistory;
import io.jenkins.plugins.modeldelivery.recording.ModelOverview;
import io.jenkins.plugins.modeldelivery.recording.RollbackChoice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** What pages read from the configured ledger. What changes is kept for seconds, what never changes for longer. */
@Extension
@Restricted(NoExternalUse.class)
public final class LedgerViews {
    private static final Logger LOGGER = Logger.getLogger(LedgerViews.class.getName());

    /** Decisions on a page. */
    public static final int PAGE = 50;

    /** Points in a history chart. */
    static final int POINTS = 300;

    private static final int MODELS = 50;
    private static final int FIGURES = 2000;
    private static final long FRESH = TimeUnit.SECONDS.toNanos(3);

    /** It reads something of every model, and moves only with a promotion or an evaluation. */
    private static final long GRAPH_FRESH = TimeUnit.SECONDS.toNanos(30);

    private final FigureReader figures = new FigureReader(FIGURES);
    private final Cache<ModelOverview> overviews = new Cache<>(MODELS, FRESH);
    private final Cache<List<HistoryPoint>> histories = new Cache<>(MODELS, FRESH);
    private final Cache<DependencyGraph> graphs = new Cache<>(1, GRAPH_FRESH);
    private final Cache<List<String>> models = new Cache<>(1, FRESH);

    @NonNull
    public static LedgerViews get() {
        return ExtensionList.lookupSingleton(LedgerViews.class);
    }

    /** All models of the ledger, sorted. */
    @NonNull
    public List<String> models() throws DeliveryException, InterruptedException {
        return models.get("", () -> with(Ledger::models));
    }

    @NonNull
    public ModelOverview overview(@NonNull String model) throws DeliveryException, InterruptedException {
        return overviews.get(model, () -> with(ledger -> ModelOverview.read(ledger, figures, model, PAGE)));
    }

    /** The last points of a model's history, newest first. */
    @NonNull
    public List<HistoryPoint> history(@NonNull String model) throws DeliveryException, InterruptedException {
        return histories.get(model, () -> with(ledger -> new ModelHistory(ledger, model).last(POINTS)));
    }

    /** How the models that serve depend on one another. */
    @NonNull
    public DependencyGraph dependencies() throws DeliveryException, InterruptedException {
        return graphs.get("", () -> with(DependencyGraph::read));
    }

    /** What a rollback may go to at this moment; never from memory. */
    @NonNull
    public RollbackChoice choice(@NonNull String model, @NonNull String environment)
            throws DeliveryException, InterruptedException {
        return with(ledger -> RollbackChoice.read(ledger, figures, model, environment));
    }

    /** Decisions before one, newest first. */
    @NonNull
    public List<Decision> before(@NonNull String model, long seq) throws DeliveryException, InterruptedException {
        return with(ledger -> ledger.decisions().before(model, seq, PAGE));
    }

    @NonNull
    public Optional<Decision> decision(@NonNull String model, long seq) throws DeliveryException, InterruptedException {
        return with(ledger -> ledger.decisions().read(model, seq));
    }

    @NonNull
    public Optional<Evidence> evidence(@NonNull String model, @NonNull String version, @NonNull String id)
            throws DeliveryException, InterruptedException {
        return with(ledger -> ledger.evidence().get(model, version, id));
    }

    /** Something about the model was just changed from here. */
    public void forget(@NonNull String model) {
        overviews.forget(model);
        histories.forget(model);
        graphs.forget("");
    }

    private interface Reading<V> {
        V from(Ledger ledger) throws DeliveryException, InterruptedException;
    }

    /** Why a ledger cannot be read may tell paths and hosts, which are for administrators. */
    private static <V> V with(Reading<V> reading) throws DeliveryException, InterruptedException {
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(null)) {
            return reading.from(ledger);
        } catch (DeliveryException e) {
            if (Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                throw e;
            }
            LOGGER.log(Level.WARNING, "A page could not read the ledger", e);
            throw new UnreachableException(Messages.LedgerViews_Unreadable(), e);
        }
    }

    /**
     * Keeps what was read for a moment, so that a page shown to many is read once. Bounded; safe for many threads.
     *
     * @param <V> an immutable value
     */
    private static final class Cache<V> {
        /** Reads a value. */
        interface Source<V> {
            V read() throws DeliveryException, InterruptedException;
        }

        private record Kept<V>(V value, long at) {}

        private final int capacity;
        private final long nanos;
        private final Map<String, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);

        Cache(int capacity, long nanos) {
            this.capacity = capacity;
            this.nanos = nanos;
        }

        V get(String key, Source<V> source) throws DeliveryException, InterruptedException {
            synchronized (kept) {
                Kept<V> found = kept.get(key);
                if (found != null && System.nanoTime() - found.at() < nanos) {
                    return found.value();
                }
            }
            V value = source.read();
            synchronized (kept) {
                kept.put(key, new Kept<>(value, System.nanoTime()));
                if (kept.size() > capacity) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
            return value;
        }

        void forget(String key) {
            synchronized (kept) {
                kept.remove(key);
            }
        }
    }
}
