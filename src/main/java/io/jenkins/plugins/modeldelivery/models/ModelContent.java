package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.recording.HistoryPoint;
import io.jenkins.plugins.modeldelivery.recording.ModelOverview;
import io.jenkins.plugins.modeldelivery.report.CardTable;
import java.time.Instant;
import java.util.List;

/** Everything that a model's page shows, read once. */
public final class ModelContent {
    @CheckForNull
    private final String problem;

    private final List<ModelPlace> places;
    private final List<Decision> decisions;
    private final List<HistoryPoint> points;
    private final CardTable dependencies;

    private ModelContent(
            @CheckForNull String problem,
            List<ModelPlace> places,
            List<Decision> decisions,
            List<HistoryPoint> points,
            CardTable dependencies) {
        this.problem = problem;
        this.places = places;
        this.decisions = decisions;
        this.points = points;
        this.dependencies = dependencies;
    }

    /**
     * What was read.
     *
     * @param decisions of the page that is shown, newest first
     * @param points newest first
     * @param edges of all models
     */
    ModelContent(
            ModelOverview overview,
            List<Decision> decisions,
            List<HistoryPoint> points,
            List<EdgeState> edges,
            Instant now) {
        this(null, ModelPlace.of(overview, now), decisions, points, ModelTables.dependencies(overview.model(), edges));
    }

    static ModelContent problem(String line) {
        return new ModelContent(line, List.of(), List.of(), List.of(), ModelTables.dependencies("", List.of()));
    }

    /** Why nothing could be read; null when it could. */
    @CheckForNull
    public String getProblem() {
        return problem;
    }

    /** Whether the ledger knows nothing of the model. */
    public boolean isUnknown() {
        return places.isEmpty() && decisions.isEmpty() && points.isEmpty();
    }

    @NonNull
    public List<ModelPlace> getPlaces() {
        return places;
    }

    public boolean isHistory() {
        return !points.isEmpty();
    }

    @NonNull
    public CardTable getHistoryTable() {
        return ModelTables.history(points).withoutAbsentColumns();
    }

    /** The models that this one depends on, and that depend on it. */
    @NonNull
    public CardTable getDependencies() {
        return dependencies;
    }

    @NonNull
    public CardTable getDecisions() {
        return ModelTables.decisions(decisions).withoutAbsentColumns();
    }

    /** The number that the next page of older decisions ends before; 0 when this is the last. */
    public long getOlder() {
        long oldest =
                decisions.isEmpty() ? 1 : decisions.get(decisions.size() - 1).seq();
        return oldest > 1 ? oldest : 0;
    }
}
