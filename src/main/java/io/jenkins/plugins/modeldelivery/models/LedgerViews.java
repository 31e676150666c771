package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.dependency.DependencyGraph;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionPages;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.FigureReader;
import io.jenkins.plugins.modeldelivery.recording.HistoryPoint;
import io.jenkins.plugins.modeldelivery.recording.ModelHistory;
import io.jenkins.plugins.modeldelivery.recording.ModelOverview;
import io.jenkins.plugins.modeldelivery.recording.RollbackChoice;
import java.util.List;
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
    private final ShortLivedCache<ModelOverview> overviews = new ShortLivedCache<>(MODELS, FRESH);
    private final ShortLivedCache<List<HistoryPoint>> histories = new ShortLivedCache<>(MODELS, FRESH);
    private final ShortLivedCache<DependencyGraph> graphs = new ShortLivedCache<>(1, GRAPH_FRESH);
    private final ShortLivedCache<List<String>> models = new ShortLivedCache<>(1, FRESH);

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
        return with(ledger -> new DecisionPages(ledger).before(model, seq, PAGE));
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
}
