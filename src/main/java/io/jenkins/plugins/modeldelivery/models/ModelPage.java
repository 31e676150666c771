package io.jenkins.plugins.modeldelivery.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Api;
import hudson.model.Job;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.recording.HistoryPoint;
import io.jenkins.plugins.modeldelivery.recording.ModelOverview;
import io.jenkins.plugins.modeldelivery.report.CardTable;
import io.jenkins.plugins.modeldelivery.report.JsonDocumentResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** A model's page. Made anew for each request. */
@Restricted(NoExternalUse.class)
public final class ModelPage extends LedgerPage {
    private static final int UNAVAILABLE = 503;

    private final String model;

    /** @param job null for the page across jobs */
    ModelPage(@CheckForNull Job<?, ?> job, String model) {
        super(job);
        this.model = model;
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return model;
    }

    /** Reads everything the page shows; a ledger that cannot be read is told in one line. */
    @NonNull
    public Content getContent() throws InterruptedException {
        checkPermission();
        try {
            ModelOverview overview = LedgerViews.get().overview(model);
            List<HistoryPoint> points = LedgerViews.get().history(model);
            long before = before();
            List<Decision> decisions =
                    before == 0 ? overview.decisions() : LedgerViews.get().before(model, before);
            return new Content(
                    overview,
                    decisions,
                    points,
                    LedgerViews.get().dependencies().edges(),
                    Instant.now());
        } catch (DeliveryException e) {
            return Content.problem(e.getMessage());
        }
    }

    /** Makes {@code .../api/json} work; the same for the same people as the page. */
    public Api getApi() throws InterruptedException {
        checkPermission();
        try {
            ModelOverview overview = LedgerViews.get().overview(model);
            return new Api(new ModelState(model, ModelPlace.of(overview, Instant.now()), overview.decisions()));
        } catch (DeliveryException e) {
            throw HttpResponses.errorWithoutStack(UNAVAILABLE, e.getMessage());
        }
    }

    /** The number that the page of decisions ends before, 0 for the newest page. */
    private static long before() {
        String given = Stapler.getCurrentRequest2().getParameter("before");
        return given != null && given.matches("[1-9][0-9]{0,11}") ? Long.parseLong(given) : 0;
    }

    /** {@code .../history}: the points of the charts, oldest first. */
    @GET
    @WebMethod(name = "history")
    public HttpResponse doHistory() throws InterruptedException {
        checkPermission();
        try {
            List<HistoryPoint> points = LedgerViews.get().history(model);
            ObjectNode json = Json.document("model-history").put("model", model);
            ModelTables.metrics(points).forEach(json.putArray("metrics")::add);
            ArrayNode array = json.putArray("points");
            for (int i = points.size() - 1; i >= 0; i--) {
                array.add(point(points.get(i)));
            }
            return JsonDocumentResponse.changing(json);
        } catch (DeliveryException e) {
            return HttpResponses.errorWithoutStack(UNAVAILABLE, e.getMessage());
        }
    }

    private static ObjectNode point(HistoryPoint point) {
        ObjectNode json = Json.object()
                .put("time", point.time().toString())
                .put("version", point.version())
                .put("kind", point.kind())
                .put("verdict", point.verdict().name());
        ObjectNode metrics = json.putObject("metrics");
        point.metrics().forEach(metrics::put);
        point.drift().ifPresent(drift -> {
            drift.mmd2().ifPresent(value -> json.put("mmd2", value));
            drift.pValue().ifPresent(value -> json.put("p", value));
            drift.nullQ99().ifPresent(value -> json.put("null_q99", value));
            json.put("shift", drift.verdict().name());
        });
        return json;
    }

    /** {@code .../decision?seq=7}: one decision as the ledger has it. */
    @GET
    @WebMethod(name = "decision")
    public HttpResponse doDecision(@QueryParameter long seq) throws InterruptedException {
        checkPermission();
        try {
            Optional<Decision> decision = LedgerViews.get().decision(model, seq);
            return decision.<HttpResponse>map(d -> JsonDocumentResponse.immutable(
                            Json.compact(d.toJson()).getBytes(StandardCharsets.UTF_8)))
                    .orElseGet(HttpResponses::notFound);
        } catch (DeliveryException e) {
            return HttpResponses.errorWithoutStack(UNAVAILABLE, e.getMessage());
        }
    }

    /** {@code .../evidence/VERSION:ID/}: a piece of evidence, shown as its gate's card. */
    @CheckForNull
    public EvidencePage getEvidence(String versionAndId) throws InterruptedException {
        checkPermission();
        String[] parts = versionAndId.split(":", 2);
        if (parts.length < 2 || !Names.isName(parts[0]) || !Names.isName(parts[1])) {
            return null;
        }
        try {
            Optional<Evidence> found = LedgerViews.get().evidence(model, parts[0], parts[1]);
            return found.map(evidence -> new EvidencePage(getObject(), evidence))
                    .orElse(null);
        } catch (DeliveryException e) {
            throw HttpResponses.errorWithoutStack(UNAVAILABLE, e.getMessage());
        }
    }

    /** Everything that a model's page shows, read once. */
    public static final class Content {
        @CheckForNull
        private final String problem;

        private final String model;
        private final List<ModelPlace> places;
        private final List<Decision> decisions;
        private final List<HistoryPoint> points;
        private final CardTable dependencies;

        private Content(
                @CheckForNull String problem,
                String model,
                List<ModelPlace> places,
                List<Decision> decisions,
                List<HistoryPoint> points,
                CardTable dependencies) {
            this.problem = problem;
            this.model = model;
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
        Content(
                ModelOverview overview,
                List<Decision> decisions,
                List<HistoryPoint> points,
                List<EdgeState> edges,
                Instant now) {
            this(
                    null,
                    overview.model(),
                    ModelPlace.of(overview, now),
                    decisions,
                    points,
                    ModelTables.dependencies(overview.model(), edges));
        }

        static Content problem(String line) {
            return new Content(line, "", List.of(), List.of(), List.of(), ModelTables.dependencies("", List.of()));
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
            return ModelTables.history(model, points);
        }

        /** The models that this one depends on, and that depend on it. */
        @NonNull
        public CardTable getDependencies() {
            return dependencies;
        }

        @NonNull
        public CardTable getDecisions() {
            return ModelTables.decisions(decisions);
        }

        /** The number that the next page of older decisions ends before; 0 when this is the last. */
        public long getOlder() {
            long oldest = decisions.isEmpty()
                    ? 1
                    : decisions.get(decisions.size() - 1).seq();
            return oldest > 1 ? oldest : 0;
        }
    }
}
