package io.jenkins.plugins.modeldelivery.hosting;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page {@code docs/policy-keys.md}, made from the policy's schema: {@code ./dev docs} writes it. */
public final class PolicyReference {
    static final Path PAGE = Repository.ROOT.resolve("docs/policy-keys.md");
    private static final String HEAD = """
            # Every key of the policy

            Look up here what a key of [`model-delivery.yaml`](policy.md) takes and means. This page is made from
            [`schemas/policy-v1.json`](schemas/policy-v1.json) by `./dev docs`.

            | key | value | default | meaning |
            |---|---|---|---|
            """;

    private final JsonNode schema;
    private final List<String> rows = new ArrayList<>();

    private PolicyReference(JsonNode schema) {
        this.schema = schema;
    }

    /** Writes the page anew. */
    public static void main(String[] args) throws Exception {
        Files.writeString(PAGE, page());
    }

    /** The page as the schema is now. */
    static String page() throws Exception {
        JsonNode schema = Json.read(Repository.ROOT.resolve("docs/schemas/policy-v1.json"));
        PolicyReference reference = new PolicyReference(schema);
        reference.describe(schema, "");
        return HEAD + String.join("", reference.rows);
    }

    private void describe(JsonNode object, String prefix) {
        for (Map.Entry<String, JsonNode> property : object.path("properties").properties()) {
            JsonNode own = property.getValue();
            JsonNode value = resolved(own);
            String description =
                    own.path("description").asText(value.path("description").asText());
            if (description.isEmpty()) {
                throw new IllegalStateException("the schema does not describe " + prefix + property.getKey());
            }
            String key = prefix + property.getKey();
            boolean list = value.path("type").asText().equals("array");
            String standard = value.path("default").isMissingNode()
                    ? ""
                    : "`" + value.path("default").asText() + "`";
            rows.add("| `%s` | %s | %s | %s |%n"
                    .formatted(key + (list ? "[]" : ""), form(value), standard, description)
                    .replace(System.lineSeparator(), "\n"));
            describe(list ? resolved(value.path("items")) : value, key + (list ? "[]." : "."));
        }
    }

    private JsonNode resolved(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode() ? node : schema.at(reference.asText().substring(1));
    }

    private String form(JsonNode value) {
        if (value.has("const")) {
            return "`" + value.path("const").asText() + "`";
        }
        if (value.has("enum")) {
            List<String> choices = new ArrayList<>();
            value.path("enum").forEach(choice -> choices.add("`" + choice.asText() + "`"));
            return String.join(", ", choices);
        }
        if (value == resolved(Json.object().put("$ref", "#/$defs/duration"))) {
            return "number and `s`, `m`, `h`, `d` or `w`";
        }
        if (value.has("anyOf") && !value.has("properties")) {
            return "fraction" + range(value.path("anyOf").path(0)).orElse("") + ", or percentage as in `5%`";
        }
        return switch (value.path("type").asText()) {
            case "string" -> value.path("pattern").asText().contains("A-Z") ? "name" : "text";
            case "integer" -> "whole number" + range(value).orElse("");
            case "number" -> "number" + range(value).orElse("");
            case "boolean" -> "`true` or `false`";
            case "array" -> "list";
            default -> "mapping";
        };
    }

    private static Optional<String> range(JsonNode value) {
        List<String> bounds = new ArrayList<>();
        bound(value, "minimum", "≥", bounds);
        bound(value, "exclusiveMinimum", ">", bounds);
        bound(value, "maximum", "≤", bounds);
        bound(value, "exclusiveMaximum", "<", bounds);
        return bounds.isEmpty() ? Optional.empty() : Optional.of(" " + String.join(", ", bounds));
    }

    private static void bound(JsonNode value, String key, String sign, List<String> bounds) {
        if (value.has(key)) {
            bounds.add(sign + " " + value.path(key).asText());
        }
    }
}
