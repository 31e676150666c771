package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Optional;

/** Reports that say what their counts give, made without files. */
public final class JudgedReports {
    private JudgedReports() {}

    /**
     * Of a gate with one rule on a results file.
     *
     * @param policy what it says beside the rule
     * @param evalSet SHA-256 of the eval set
     */
    public static ObjectNode gate(Verdict verdict, ObjectNode policy, Optional<String> evalSet) throws Exception {
        ObjectNode report = Json.document("gate-report").put("verdict", verdict.name());
        report.putArray("reasons");
        report.putArray("rules");
        evalSet.ifPresent(sha256 -> report.putObject("evalSet")
                .put("sha256", sha256)
                .put("rows", 100)
                .putObject("defects"));
        ObjectNode claims = report.putObject("counts").putObject("results");
        if (verdict == Verdict.INCONCLUSIVE) {
            claims.putObject("quality").put("problem", "the results file has no 'quality'");
        } else {
            claims.put("quality", verdict == Verdict.PASS ? 0.9 : 0.1);
        }
        ObjectNode whole = Json.document("policy").setAll(policy);
        report.set("policy", whole);
        whole.putArray("rules").addObject().put("metric", "quality").put("atLeast", 0.5);
        report.put("judgedAt", "2026-11-01T00:00:00Z");
        return GateReport.recompute(Json.parse(Json.compact(report), "test")).toJson();
    }
}
