package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.recording.ReportHead;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.Serializable;
import java.util.Locale;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What build.xml keeps of one gate, or of a measurement that judges nothing: enough for the build page and the remote API
 * without opening the report's file.
 */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class GateSummary implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int MAX_REASON = 500;

    private final String id;
    private final String step;
    private final String schema;
    private final String model;
    private final String version;
    private final String verdict;
    private final String reason;

    private GateSummary(
            String id, String step, String schema, String model, String version, String verdict, String reason) {
        this.id = id;
        this.step = step;
        this.schema = schema;
        this.model = model;
        this.version = version;
        this.verdict = verdict;
        this.reason = reason;
    }

    /**
     * Summarises a report document.
     *
     * @throws IllegalArgumentException when it carries no verdict
     */
    static GateSummary of(String id, String step, JsonNode report) {
        ReportHead head = head(report);
        Verdict verdict = head.verdict()
                .orElseThrow(() -> new IllegalArgumentException("the report of " + step + " carries no verdict"));
        return of(id, step, head, verdict.name(), head.reason());
    }

    /** Summarises a document that carries no verdict, and so counts for none. */
    static GateSummary measured(String id, String step, JsonNode document, String headline) {
        return of(id, step, head(document), "", headline);
    }

    private static ReportHead head(JsonNode report) {
        try {
            return ReportHead.of(report);
        } catch (BadInputException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static GateSummary of(String id, String step, ReportHead head, String verdict, String reason) {
        return new GateSummary(
                id,
                step,
                head.schema().orElse(""),
                head.model().orElse(""),
                head.version().orElse(""),
                verdict,
                reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "..." : reason);
    }

    /** Unique in its build; part of file names and addresses. */
    @Exported
    public String getId() {
        return id;
    }

    /** The step that ran the gate, for example {@code modelEvalGate}. */
    @Exported
    public String getStep() {
        return step;
    }

    /** The schema of the report document, for example {@code model-delivery/gate-report/v1}. */
    @Exported
    public String getSchema() {
        return schema;
    }

    @Exported
    public String getModel() {
        return model;
    }

    @Exported
    public String getVersion() {
        return version;
    }

    @Exported(name = "verdict")
    public String getVerdictName() {
        return verdict;
    }

    /** The one reason that matters; empty when there is nothing to say. */
    @Exported
    public String getReason() {
        return reason;
    }

    /** Whether there is a verdict. */
    public boolean isJudged() {
        return !verdict.isEmpty();
    }

    /** Of what is judged. */
    @NonNull
    public Verdict getVerdict() {
        return Verdict.valueOf(verdict);
    }

    /** The verdict as part of a style class: {@code pass}, {@code fail}, {@code inconclusive}; empty for none. */
    public String getTone() {
        return verdict.toLowerCase(Locale.ROOT);
    }
}
