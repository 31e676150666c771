package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.contract.SchemaReport;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Map;
import java.util.TreeMap;

/** The judges whose reports hold all that their verdict was made from, by the name of the document. */
public final class Judges {
    private Judges() {}

    public static Map<String, Recomputation> recomputations() {
        Map<String, Recomputation> judges = new TreeMap<>();
        judges.put("gate-report", Judges::gate);
        judges.put("drift-report", report -> DriftReport.recompute(report).toJson());
        judges.put("schema-report", report -> SchemaReport.recompute(report).toJson());
        judges.put("traffic-report", io.jenkins.plugins.modeldelivery.traffic.TrafficGateReport::recompute);
        return judges;
    }

    /** A gate's verdict stands on that of its shift check, which is therefore computed again first. */
    private static ObjectNode gate(ObjectNode report) throws BadInputException {
        JsonNode drift = report.path("drift");
        if (!drift.isObject() || !hasNumbers(drift)) {
            return GateReport.recompute(report).toJson();
        }
        ObjectNode again = report.deepCopy();
        again.set("drift", DriftReport.recompute(drift).toJson());
        return GateReport.recompute(again).toJson();
    }

    /** A shift check that never came to measuring has nothing but its reason, and no other verdict than INCONCLUSIVE. */
    private static boolean hasNumbers(JsonNode drift) {
        return drift.has("counts")
                || !Verdict.INCONCLUSIVE.name().equals(drift.path("verdict").asText());
    }
}
