package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.contract.SchemaReport;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateReport;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Map;
import java.util.TreeMap;

/** The judges whose reports hold all that their verdict was made from, by the name of the document. */
public final class Judges {
    /** What shift reports once said beside their own numbers, and at each of their counts. */
    private static final String FORMER = "alibi_detect";

    /** The documents of gates. */
    public static final String GATE = "gate-report";

    public static final String SHIFT = "drift-report";
    public static final String SCHEMA = "schema-report";
    public static final String TRAFFIC = "traffic-report";

    private Judges() {}

    /**
     * A judge.
     *
     * @param version raised with every change after which the same counts may give another report
     */
    public record Judge(int version, Recomputation recomputation) {
        /** The judges of evidence that names none: of before it was named. */
        static final int FIRST = 1;
    }

    public static Map<String, Judge> all() {
        Map<String, Judge> judges = new TreeMap<>();
        // a gate's report holds a drift report: with the judge of shifts, that of gates changes too
        judges.put(GATE, new Judge(2, Judges::gate));
        judges.put(SHIFT, new Judge(1, Judges::shift));
        judges.put(SCHEMA, new Judge(1, report -> SchemaReport.recompute(report).toJson()));
        judges.put(TRAFFIC, new Judge(1, TrafficGateReport::recompute));
        return judges;
    }

    /** A gate's verdict stands on that of its shift check, which is therefore computed again first. */
    private static ObjectNode gate(ObjectNode report) throws BadInputException {
        JsonNode drift = report.path("drift");
        if (!drift.isObject() || !hasNumbers(drift)) {
            return GateReport.recompute(report).toJson();
        }
        ObjectNode again = report.deepCopy();
        again.set("drift", shift(drift));
        return GateReport.recompute(again).toJson();
    }

    private static ObjectNode shift(JsonNode report) throws BadInputException {
        ObjectNode again = DriftReport.recompute(report).toJson();
        keepFormer(report, again);
        keepFormer(report.path("counts"), again.path("counts"));
        report.path("counts")
                .path("slices")
                .properties()
                .forEach(slice -> keepFormer(
                        slice.getValue(), again.path("counts").path("slices").path(slice.getKey())));
        return again;
    }

    /** Nothing was ever judged by these numbers, so the evidence that has them stays what it was. */
    private static void keepFormer(JsonNode kept, JsonNode again) {
        if (again instanceof ObjectNode node && kept.has(FORMER)) {
            node.set(FORMER, kept.get(FORMER));
        }
    }

    /** A shift check that never came to measuring has nothing but its reason, and no other verdict than INCONCLUSIVE. */
    private static boolean hasNumbers(JsonNode drift) {
        return drift.has("counts")
                || !Verdict.INCONCLUSIVE.name().equals(drift.path("verdict").asText());
    }

    /** Judges again from the raw counts in a report alone. */
    @FunctionalInterface
    public interface Recomputation {
        /**
         * The report as the judge would write it today.
         *
         * @param report as it was kept, with its raw counts
         * @throws DeliveryException when the report lacks what is needed
         */
        ObjectNode recompute(ObjectNode report) throws DeliveryException, InterruptedException;
    }
}
