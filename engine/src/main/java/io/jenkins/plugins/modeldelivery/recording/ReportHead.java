package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What all report documents have in common, whichever gate wrote them.
 *
 * @param verdict empty in what was measured and not judged
 * @param reasons for the verdict, the one that matters first
 * @param model that was judged, where the report says so
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportHead(
        Optional<String> schema,
        Optional<Verdict> verdict,
        List<String> reasons,
        Optional<String> model,
        Optional<String> version) {
    public ReportHead {
        reasons = List.copyOf(reasons);
    }

    /** @throws BadInputException when one of them is of another type */
    public static ReportHead of(JsonNode report) throws BadInputException {
        return Json.bind(report, ReportHead.class, "the report");
    }

    /** The reason that matters; empty where there is none. */
    public String reason() {
        return reasons.isEmpty() ? "" : reasons.get(0);
    }
}
