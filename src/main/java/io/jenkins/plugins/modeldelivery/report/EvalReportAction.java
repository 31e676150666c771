package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.verb.GET;

/** The "Eval Report" of a build: all gates that ran in it, in order. */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class EvalReportAction extends BuildPage {
    /** Replaced, never changed: a build may be saved at any time, by anybody, while branches in parallel add to it. */
    private volatile List<GateSummary> gates = new ArrayList<>();

    /**
     * Adds a gate's report to a build and saves both; afterwards a restart cannot lose it.
     *
     * @return the id under which the report is kept
     * @throws IOException when it could not be written; then the build's summary does not mention it either
     */
    @NonNull
    public static String publish(Run<?, ?> run, String step, ObjectNode report) throws IOException {
        return of(run).add(report, step, id -> GateSummary.of(id, step, report));
    }

    /**
     * Adds what a step measured without judging it; the build's verdict stays what its gates say.
     *
     * @param headline one line with what matters most
     * @return the id under which the document is kept
     */
    @NonNull
    public static String publishMeasurement(Run<?, ?> run, String step, ObjectNode document, String headline)
            throws IOException {
        return of(run).add(document, step, id -> GateSummary.measured(id, step, document, headline));
    }

    /** The build's page, made if it has none yet. */
    @NonNull
    static EvalReportAction of(Run<?, ?> run) {
        synchronized (run) {
            EvalReportAction action = run.getAction(EvalReportAction.class);
            if (action == null) {
                action = new EvalReportAction();
                run.addAction(action);
            }
            return action;
        }
    }

    private String add(ObjectNode report, String step, Function<String, GateSummary> summarised) throws IOException {
        String id;
        GateSummary summary;
        synchronized (this) {
            id = gates.size() + 1 + "-" + step;
            summary = summarised.apply(id);
            new ReportFiles(getObject()).write(id, report);
            List<GateSummary> more = new ArrayList<>(gates);
            more.add(summary);
            gates = more;
        }
        getObject().save();
        JobModels.add(getObject().getParent(), summary.getModel());
        return id;
    }

    /** Makes {@code .../eval-report/api/json} work; who reaches this action may read its build. */
    public Api getApi() {
        return new Api(this);
    }

    @Exported(inline = true)
    public List<GateSummary> getGates() {
        return getReports().stream().filter(GateSummary::isJudged).toList();
    }

    /** What was measured and not judged. */
    @Exported(inline = true)
    public List<GateSummary> getMeasurements() {
        return getReports().stream().filter(report -> !report.isJudged()).toList();
    }

    /** Both, in the order of the build. */
    @NonNull
    synchronized List<GateSummary> getReports() {
        return List.copyOf(gates);
    }

    /** The worst verdict of all gates so far. */
    @NonNull
    public Verdict getVerdict() {
        return Verdict.worst(getGates().stream().map(GateSummary::getVerdict).toList());
    }

    @Exported(name = "verdict")
    public String getVerdictName() {
        return getVerdict().name();
    }

    /** The gate that decided: the first with the worst verdict. */
    @NonNull
    public Optional<GateSummary> getDecisive() {
        Verdict worst = getVerdict();
        return getGates().stream().filter(gate -> gate.getVerdict() == worst).findFirst();
    }

    /** One card for each gate and measurement; read from the files only when the page is shown. */
    @NonNull
    public List<GateCard> getCards() throws IOException {
        List<GateCard> cards = new ArrayList<>();
        for (GateSummary gate : getReports()) {
            Optional<JsonNode> report = new ReportFiles(getObject()).read(gate.getId());
            cards.add(new GateCard(gate, report.orElse(null)));
        }
        return cards;
    }

    /** {@code .../eval-report/data?id=1-modelEvalGate}: the report document as the engine wrote it. */
    @GET
    @WebMethod(name = "data")
    public HttpResponse doData(@QueryParameter(required = true) String id) throws IOException {
        getObject().checkPermission(Item.READ);
        boolean known = getReports().stream().anyMatch(gate -> gate.getId().equals(id));
        Optional<byte[]> bytes = known ? new ReportFiles(getObject()).bytes(id) : Optional.empty();
        // a report never changes once it is written, whether or not the build still runs
        return bytes.<HttpResponse>map(JsonDocumentResponse::immutable).orElseGet(HttpResponses::notFound);
    }

    /** The gates that run now, as they stand. */
    @NonNull
    public List<GateCard> getRunning() {
        return LiveReports.get().of(getObject());
    }

    /** Another text whenever the page would show something else. */
    @NonNull
    public String getNews() {
        StringBuilder news = new StringBuilder().append(getReports().size());
        getRunning().forEach(card -> news.append(' ').append(card.getHash()));
        return news.toString();
    }

    /** {@code .../state}: whether there is anything new, for a page that is shown while the build runs. */
    @GET
    @WebMethod(name = "state")
    public HttpResponse doState() {
        getObject().checkPermission(Item.READ);
        return JsonDocumentResponse.changing(Json.document("eval-report-state")
                .put("news", getNews())
                .put("building", getObject().isBuilding()));
    }

    @Override
    public String getIconFileName() {
        return "symbol-shield-checkmark-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.EvalReportAction_DisplayName();
    }

    @Override
    public String getUrlName() {
        return "eval-report";
    }
}
