package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.RunAction2;
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
@SuppressFBWarnings(
        value = "UWF_FIELD_NOT_INITIALIZED_IN_CONSTRUCTOR",
        justification = "onAttached and onLoad set the build")
@ExportedBean
@Restricted(NoExternalUse.class)
public final class EvalReportAction implements RunAction2 {
    private final List<GateSummary> gates = new ArrayList<>();

    private transient Run<?, ?> run;

    /**
     * Adds a gate's report to a build and saves both; afterwards a restart cannot lose it.
     *
     * @return the id under which the report is kept
     * @throws IOException when it could not be written; then the build's summary does not mention it either
     */
    @NonNull
    public static String publish(Run<?, ?> run, String step, ObjectNode report) throws IOException {
        EvalReportAction action;
        synchronized (run) {
            action = run.getAction(EvalReportAction.class);
            if (action == null) {
                action = new EvalReportAction();
                run.addAction(action);
            }
        }
        return action.add(step, report);
    }

    private String add(String step, ObjectNode report) throws IOException {
        String id;
        synchronized (this) {
            id = gates.size() + 1 + "-" + step;
            GateSummary summary = GateSummary.of(id, step, report);
            new ReportFiles(run).write(id, report);
            gates.add(summary);
        }
        run.save();
        return id;
    }

    @Override
    public void onAttached(Run<?, ?> r) {
        run = r;
    }

    @Override
    public void onLoad(Run<?, ?> r) {
        run = r;
    }

    /** The build; called {@code object} because core's layout for pages of a build asks for that. */
    public Run<?, ?> getObject() {
        return run;
    }

    /** Makes {@code .../eval-report/api/json} work; who reaches this action may read its build. */
    public Api getApi() {
        return new Api(this);
    }

    @Exported(inline = true)
    public synchronized List<GateSummary> getGates() {
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

    /** One card for each gate; read from the files only when the page is shown. */
    @NonNull
    public List<GateCard> getCards() throws IOException {
        List<GateCard> cards = new ArrayList<>();
        for (GateSummary gate : getGates()) {
            Optional<JsonNode> report = new ReportFiles(run).read(gate.getId());
            cards.add(new GateCard(gate, report.orElse(null)));
        }
        return cards;
    }

    /** {@code .../eval-report/data?id=1-modelEvalGate}: the report document as the engine wrote it. */
    @GET
    @WebMethod(name = "data")
    public HttpResponse doData(@QueryParameter(required = true) String id) throws IOException {
        run.checkPermission(Item.READ);
        boolean known = getGates().stream().anyMatch(gate -> gate.getId().equals(id));
        Optional<byte[]> bytes = known ? new ReportFiles(run).bytes(id) : Optional.empty();
        // a report never changes once it is written, whether or not the build still runs
        return bytes.<HttpResponse>map(JsonDocumentResponse::new).orElseGet(HttpResponses::notFound);
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
