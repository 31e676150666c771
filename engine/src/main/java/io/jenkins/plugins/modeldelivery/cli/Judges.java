package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.evidence.Recomputation;
import io.jenkins.plugins.modeldelivery.gate.GateReport;
import java.util.Map;

/** The judges whose reports hold all that their verdict was made from, by the name of the document. */
final class Judges {
    static final Map<String, Recomputation> RECOMPUTATIONS =
            Map.of("gate-report", report -> GateReport.recompute(report).toJson());

    private Judges() {}
}
