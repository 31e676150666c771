package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import java.time.Instant;
import java.util.Optional;

/** Everything a verdict is computed from, as it stands in the report. */
record GateEvidence(ObjectNode json) {
    Policy policy() {
        return new Policy(json.withObjectProperty("policy"));
    }

    Instant at() {
        return Instant.parse(json.get("judgedAt").asText());
    }

    JsonNode contract() {
        return json.path("contract");
    }

    JsonNode evalSet() {
        return json.path("evalSet");
    }

    JsonNode drift() {
        return json.path("drift");
    }

    JsonNode counts() {
        return json.path("counts");
    }

    boolean hasPredictions() {
        return counts().has("predictions");
    }

    /** Counts of all rows of the predictions; empty without predictions, or where they were not to be computed. */
    Optional<Sample> all() {
        JsonNode all = counts().path("predictions").path("all");
        return all.isMissingNode() ? Optional.empty() : Optional.of(sample(all));
    }

    Sample sample(JsonNode counts) {
        return new Sample(counts, json.has("contract"));
    }

    /** Rows of predictions, else of the eval set, else as the results file claims; -1 where nobody says. */
    long rows() {
        JsonNode predicted = counts().path("predictions").path("rows");
        JsonNode evalSetRows = evalSet().path("rows");
        return predicted.isNumber()
                ? predicted.asLong()
                : evalSetRows.isNumber()
                        ? evalSetRows.asLong()
                        : counts().path("resultsRows").asLong(-1);
    }
}
