package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.contract.SchemaReport;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.eval.EvalResults;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.recording.ReportHead;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateReport;
import java.util.List;

/** Documents that builds and ledgers keep, laid out by their types. */
final class KeptReports {
    private static final String SUPPORTED = "/v1";

    private KeptReports() {}

    /** @throws BadInputException when this version does not know the document, or cannot read it */
    static Layout layout(JsonNode report) throws BadInputException {
        String schema = Json.schemaOf(report);
        if (!schema.endsWith(SUPPORTED)) {
            throw new BadInputException("'" + schema + "' is not known");
        }
        return switch (schema.replace(SUPPORTED, "").replace("model-delivery/", "")) {
            case "gate-report" -> Json.bind(report, GateReport.class, "it").layout();
            case "drift-report" -> Json.bind(report, DriftReport.class, "it").layout();
            case "schema-report" -> Json.bind(report, SchemaReport.class, "it").layout();
            case "traffic-report" -> TrafficGateReport.layout(report);
            case "eval-results" -> Json.bind(report, EvalResults.class, "it").layout();
            case "promotion-report" -> Delivery.parse(Json.compact(report)).layout();
            default -> { // an approval has nothing but its answer
                ReportHead head = ReportHead.of(report);
                yield new Layout(head.reason(), head.reasons(), List.of(), List.of());
            }
        };
    }
}
