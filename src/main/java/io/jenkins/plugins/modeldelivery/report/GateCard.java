package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.ArrayList;
import java.util.List;

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
        return report == null || isForeign() ? List.of() : CardTables.of(report);
    }
}
