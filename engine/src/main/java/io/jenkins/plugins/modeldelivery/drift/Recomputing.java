package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.OptionalDouble;

/** Reads back from a report what it was judged from. */
final class Recomputing {
    private static final String SCHEMA = "model-delivery/drift-report/v1";

    private Recomputing() {}

    @SuppressFBWarnings(
            value = "DCN_NULLPOINTER_EXCEPTION",
            justification = "a field missing from a foreign document shows as null in its tree; told as bad input")
    static DriftReport report(JsonNode report) throws BadInputException {
        if (!SCHEMA.equals(report.path("schema").asText())) {
            throw new BadInputException("the document is not a " + SCHEMA);
        }
        if (!report.path("counts").isObject()) {
            throw new BadInputException(
                    "the drift report keeps no permuted statistics (they were too many, or an older "
                            + "release wrote it), so it cannot be recomputed");
        }
        try {
            return DriftReport.of(
                    level(report),
                    subject(report),
                    Counts.read(
                            report.get("counts"),
                            report.required("n").intValue(),
                            report.required("m").intValue(),
                            report.required("method").asText()),
                    Counts.readSlices(report.get("counts")));
        } catch (IllegalArgumentException | NullPointerException | IndexOutOfBoundsException e) {
            throw new BadInputException("the drift report's counts are damaged: " + e.getMessage(), e);
        }
    }

    private static Level level(JsonNode report) {
        JsonNode tolerance = report.path("effect").path("tolerance");
        return new Level(
                report.required("alpha").doubleValue(),
                tolerance.isNumber() ? OptionalDouble.of(tolerance.doubleValue()) : OptionalDouble.empty(),
                report.required("permutations").intValue(),
                report.required("seed").longValue(),
                report.has("slices"));
    }

    private static Subject subject(JsonNode report) {
        JsonNode reference = report.required("reference");
        return new Subject(
                report.required("d").intValue(),
                source(reference),
                source(report.required("current")),
                new Origin(
                        report.path("embeddingModel").asText(),
                        reference.path("name").asText(),
                        reference.path("version").asText()));
    }

    private static Vectors.Source source(JsonNode node) {
        return new Vectors.Source(
                node.required("sha256").asText(), node.required("rows").longValue());
    }
}
