package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;

/** One gate on the Eval Report: its summary, and its document as it is laid out, where that can be read. */
public final class GateCard {
    private final GateSummary gate;

    @CheckForNull
    private final JsonNode report;

    /** Why the document is not shown; empty where it is. */
    private final String problem;

    private final Layout layout;

    GateCard(GateSummary gate, @CheckForNull JsonNode report) {
        this.gate = gate;
        this.report = report;
        String trouble = "";
        Layout read = new Layout("", List.of(), List.of(), List.of());
        if (report != null) {
            try {
                read = KeptReports.layout(report);
            } catch (BadInputException e) {
                trouble = e.getMessage();
            }
        }
        problem = trouble;
        layout = read;
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

    /** Why another version of the plugin is needed to show the document; empty where it is shown. */
    @NonNull
    public String getProblem() {
        return problem;
    }

    @NonNull
    public List<String> getReasons() {
        return layout.reasons();
    }

    /** What else to know. */
    @NonNull
    public List<String> getNotes() {
        return layout.notes();
    }

    @NonNull
    public List<CardTable> getTables() {
        List<Section> sections = layout.sections();
        return IntStream.range(0, sections.size())
                .mapToObj(i -> new CardTable(sections.get(i), gate.getId() + "-" + i, "../../models/model/"))
                .toList();
    }

    /** Whether it holds a shift check of a model, which has a history then. */
    public boolean isShifted() {
        return Names.isName(gate.getModel())
                && layout.sections().stream()
                        .flatMap(section -> section.chart().stream())
                        .anyMatch(chart -> chart.kind().equals("permuted"));
    }

    /** Tells this card from one with another report. */
    @NonNull
    public String getHash() {
        return report == null ? "" : Integer.toHexString(report.hashCode());
    }
}
