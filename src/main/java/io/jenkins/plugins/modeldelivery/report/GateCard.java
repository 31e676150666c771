package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;

/** One gate on the Eval Report: its summary and the tables made from its document, where that can be read. */
public final class GateCard {
    private static final String SUPPORTED = "/v1";

    private final GateSummary gate;

    @CheckForNull
    private final JsonNode report;

    GateCard(GateSummary gate, @CheckForNull JsonNode report) {
        this.gate = gate;
        this.report = report;
    }

    /**
     * A card for a report that is kept elsewhere, for example in the ledger.
     *
     * @param id unique on its page
     * @param title in place of the step's name
     */
    @NonNull
    public static GateCard of(@NonNull String id, @NonNull String title, @NonNull JsonNode report) {
        return new GateCard(GateSummary.of(id, title, report), report);
    }

    /** The document itself, as it was recorded. */
    @NonNull
    public HttpResponse toResponse() {
        return report == null
                ? HttpResponses.notFound()
                : JsonDocumentResponse.immutable(Json.compact(report).getBytes(StandardCharsets.UTF_8));
    }

    @NonNull
    public GateSummary getGate() {
        return gate;
    }

    /** Whether the document's file is gone (deleted by hand); the summary still stands. */
    public boolean isMissing() {
        return report == null;
    }

    /** Whether another version of the plugin wrote the document in a shape that this one does not know. */
    public boolean isForeign() {
        return report != null && !report.path("schema").asText().endsWith(SUPPORTED);
    }

    @NonNull
    public List<String> getReasons() {
        List<String> reasons = new ArrayList<>();
        if (report != null) {
            report.path("reasons").forEach(reason -> reasons.add(reason.asText()));
        }
        return reasons;
    }

    @NonNull
    public List<CardTable> getTables() {
        List<CardTable> tables = report == null || isForeign() ? List.of() : CardTables.of(report);
        for (int i = 0; i < tables.size(); i++) {
            tables.get(i).within(gate.getId() + "-" + i);
        }
        return tables;
    }

    /** Whether it holds a shift check of a model, which has a history then. */
    public boolean isShifted() {
        if (report == null || isForeign() || !Names.isName(gate.getModel())) {
            return false;
        }
        boolean alone = report.path("schema").asText().contains("/drift-report/");
        return (alone ? report : report.path("drift")).path("mmd2").isNumber();
    }

    /** Tells this card from one with another report. */
    @NonNull
    public String getHash() {
        return report == null ? "" : Integer.toHexString(report.hashCode());
    }
}
