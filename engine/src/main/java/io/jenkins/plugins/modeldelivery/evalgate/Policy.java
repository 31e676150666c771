package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.parameter.Amounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A validated {@code model-delivery.yaml}, see {@code docs/policy.md}. */
public final class Policy {
    private final ObjectNode document;

    /** As it stands in a report, where it was validated before. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Policy(ObjectNode document) {
        this.document = document;
    }

    /** Reads and validates a policy file (YAML or JSON). */
    public static Policy read(Path file) throws BadInputException {
        return parse(Documents.text(file), file.toString());
    }

    /**
     * Validates a policy text (YAML or JSON).
     *
     * @param source how to call it in a message
     * @throws BadInputException naming the line and the key of the first mistake
     */
    public static Policy parse(String text, String source) throws BadInputException {
        return new Policy(PolicyValidation.validated(text, source));
    }

    /** The whole policy as written, with keys that other gates read ({@code traffic}, {@code dependsOn}). */
    @JsonValue
    public ObjectNode document() {
        return document.deepCopy();
    }

    /** One line about a key that is accepted and does nothing any more; empty where there is none. */
    public Optional<String> warning() {
        for (JsonNode dependency : document.path("dependsOn")) {
            if (dependency.has("outputTolerance")) {
                return Optional.of("warning: outputTolerance of "
                        + dependency.path("model").asText()
                        + " is ignored: whenever what it serves changes, this model needs a new evaluation;"
                        + " take the key out of dependsOn");
            }
        }
        return Optional.empty();
    }

    public Optional<String> model() {
        return text(document.path("model"));
    }

    /** The contract file as written; where relative, relative to the policy file. */
    public Optional<String> contractFile() {
        return text(document.path("contract").path("file"));
    }

    /** Whether the policy has a {@code contract} section. */
    public boolean asksForContract() {
        return document.has("contract");
    }

    /** Least share of valid outputs, 0..1. */
    public double compliance() {
        return document.path("contract").path("compliance").asDouble(1);
    }

    public Optional<Duration> maxAge() {
        return maxAgeText().map(text -> {
            try {
                return Amounts.duration("maxAge", text);
            } catch (BadInputException e) {
                throw new IllegalStateException("a valid policy has no such duration: " + text, e);
            }
        });
    }

    /** The same as it is written. */
    Optional<String> maxAgeText() {
        return text(document.path("evalSet").path("maxAge"));
    }

    /** Least rows of the eval set; 0 where not given. */
    public long minRows() {
        return document.path("evalSet").path("minRows").asLong(0);
    }

    public Optional<ShiftPolicy> shift() {
        JsonNode shift = document.path("evalSet").path("shift");
        return shift.isMissingNode() ? Optional.empty() : Optional.of(ShiftPolicy.of(shift));
    }

    /** Share of failed rows that may be left out where a metric has no worst value. */
    public OptionalDouble maxFailed() {
        JsonNode share = document.path("maxFailed");
        return share.isNumber() ? OptionalDouble.of(share.doubleValue()) : OptionalDouble.empty();
    }

    public List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        document.path("rules").forEach(rule -> rules.add(Rule.of(rule, document)));
        return rules;
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }
}
