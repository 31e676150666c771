package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures about one version that its evidence tells, the latest where several pieces tell.
 *
 * @param metrics observed values by metric, without slices
 * @param shift verdict of the shift test
 * @param mmd2 unbiased estimate
 * @param pValue of the shift test
 * @param effect root of max(MMD², 0)
 * @param evalSet SHA-256 of the eval set
 * @param asOf of the eval set
 */
public record VersionFigures(
        SortedMap<String, Double> metrics,
        Optional<Verdict> shift,
        OptionalDouble mmd2,
        OptionalDouble pValue,
        OptionalDouble effect,
        Optional<String> evalSet,
        Optional<Instant> asOf) {
    /** Nothing is known. */
    public static final VersionFigures NONE = of(List.of());

    /** @param evidence oldest first */
    public static VersionFigures of(List<Evidence> evidence) {
        SortedMap<String, Double> metrics = new TreeMap<>();
        Optional<JsonNode> drift = Optional.empty();
        Optional<String> evalSet = Optional.empty();
        Optional<Instant> asOf = Optional.empty();
        for (Evidence piece : evidence) {
            JsonNode report = piece.report();
            metrics(report, metrics);
            JsonNode test = piece.kind().equals("drift-report") ? report : report.path("drift");
            drift = test.path("verdict").isTextual() ? Optional.of(test) : drift;
            evalSet = piece.evalSet().isPresent() ? piece.evalSet() : evalSet;
            Optional<Instant> time = time(report.path("evalSet").path("asOf"));
            asOf = time.isPresent() ? time : asOf;
        }
        JsonNode shift = drift.orElse(MissingNode.getInstance());
        return new VersionFigures(
                metrics,
                verdict(shift.path("verdict")),
                number(shift.path("mmd2")),
                number(shift.path("p_value")),
                number(shift.path("effect").path("value")),
                evalSet,
                asOf);
    }

    private static void metrics(JsonNode report, SortedMap<String, Double> metrics) {
        report.path("metrics").properties().stream()
                .filter(metric -> metric.getValue().isNumber())
                .forEach(
                        metric -> metrics.put(metric.getKey(), metric.getValue().doubleValue()));
        for (JsonNode rule : report.path("rules")) {
            JsonNode observed = rule.path("observed");
            if (!rule.has("slice") && rule.path("metric").isTextual() && observed.isNumber()) {
                metrics.put(rule.path("metric").asText(), observed.doubleValue());
            }
        }
    }

    private static Optional<Verdict> verdict(JsonNode text) {
        for (Verdict verdict : Verdict.values()) {
            if (verdict.name().equals(text.asText())) {
                return Optional.of(verdict);
            }
        }
        return Optional.empty();
    }

    private static OptionalDouble number(JsonNode value) {
        return value.isNumber() ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty();
    }

    private static Optional<Instant> time(JsonNode text) {
        try {
            return text.isTextual() ? Optional.of(Instant.parse(text.asText())) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty(); // no time is known, which is shown as such
        }
    }
}
