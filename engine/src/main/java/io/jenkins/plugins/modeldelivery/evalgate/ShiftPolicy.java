package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the policy says about distribution shift of the eval set.
 *
 * @param field each of them a view; empty where only a text is compared
 * @param text of each line that is a view too
 * @param reference {@code previous}, {@code live} or a path
 * @param embeddingModel id of the model that made the vectors; empty where the policy does not say
 * @param alpha level of the test, 0..1
 * @param tolerance effect that does not matter
 * @param onShift {@code fail}, {@code unstable} or {@code warn}
 * @param scale what columns are divided by
 */
public record ShiftPolicy(
        List<String> field,
        Optional<String> text,
        String reference,
        String embeddingModel,
        double alpha,
        OptionalDouble tolerance,
        int permutations,
        String onShift,
        DriftOptions.Scale scale) {
    static ShiftPolicy of(JsonNode node) {
        return new ShiftPolicy(
                fields(node),
                Optional.ofNullable(node.get("text")).map(JsonNode::asText),
                node.path("reference").asText(Reference.PREVIOUS),
                node.path("embeddingModel").asText(),
                node.path("alpha").asDouble(0.01),
                node.has("tolerance") ? OptionalDouble.of(node.get("tolerance").doubleValue()) : OptionalDouble.empty(),
                node.path("permutations").asInt(999),
                node.path("onShift").asText("fail"),
                DriftOptions.Scale.valueOf(node.path("scale").asText("none").toUpperCase(Locale.ROOT)));
    }

    private static List<String> fields(JsonNode node) {
        List<String> fields = new ArrayList<>();
        node.path("fields").forEach(field -> fields.add(field.asText()));
        Optional.ofNullable(node.get("field")).ifPresent(field -> fields.add(field.asText()));
        return List.copyOf(fields);
    }
}
