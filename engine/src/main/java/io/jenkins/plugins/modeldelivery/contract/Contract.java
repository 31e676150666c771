package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a model takes and gives back: a JSON Schema 2020-12 file with {@code $defs/input} and {@code $defs/output} (or
 * {@code input} and {@code output} at the top). A file with neither describes a whole record. References stay within the
 * file: nothing is ever fetched.
 */
public final class Contract {
    private final JsonNode document;
    private final String sha256;
    private final RecordSchema input;
    private final RecordSchema output;
    private final RecordSchema whole;

    private Contract(JsonNode document, String source) throws BadInputException {
        this.document = document;
        this.sha256 = Sha256.of(Json.compact(document).getBytes(StandardCharsets.UTF_8));
        check(document, source);
        input = compile("input", source);
        output = compile("output", source);
        whole = input == null && output == null ? compile(document, document, source) : null;
    }

    /** Reads a JSON or YAML contract file. */
    public static Contract read(Path file) throws BadInputException {
        return of(Documents.read(file), file.toString());
    }

    /**
     * @param source how to call it in a message
     * @throws BadInputException when it is not a valid JSON Schema 2020-12, or refers outside the file
     */
    public static Contract of(JsonNode document, String source) throws BadInputException {
        if (!document.isObject() || document.isEmpty()) {
            throw new BadInputException(source + " is not a contract: a JSON Schema object was expected");
        }
        return new Contract(document, source);
    }

    public Optional<RecordSchema> input() {
        return Optional.ofNullable(input);
    }

    public Optional<RecordSchema> output() {
        return Optional.ofNullable(output);
    }

    /** The schema of a whole record, where the file describes neither input nor output. */
    public Optional<RecordSchema> whole() {
        return Optional.ofNullable(whole);
    }

    /** The schema node of {@code input} or {@code output}. */
    Optional<JsonNode> side(String name) {
        JsonNode defined = document.path("$defs").path(name);
        JsonNode node = defined.isMissingNode() ? document.path(name) : defined;
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }

    JsonNode document() {
        return document;
    }

    /** Hash of the contract's content, independent of its spacing. */
    public String sha256() {
        return sha256;
    }

    private RecordSchema compile(String side, String source) throws BadInputException {
        JsonNode node = side(side).orElse(null);
        if (node == null) {
            return null;
        }
        ObjectNode root = document.deepCopy();
        List.of("type", "properties", "required", "additionalProperties", "$id", "input", "output")
                .forEach(root::remove);
        root.withObjectProperty("$defs").set(side, node);
        return compile(root.put("$ref", "#/$defs/" + side), node, source);
    }

    private static RecordSchema compile(JsonNode root, JsonNode described, String source) throws BadInputException {
        try {
            Schema schema = registry().getSchema(root);
            schema.initializeValidators();
            return new RecordSchema(schema, new ShapeCompiler(root).compile(described));
        } catch (SchemaException | IllegalArgumentException e) {
            throw new BadInputException(source + " is not a usable JSON Schema 2020-12: " + e.getMessage(), e);
        }
    }

    private static void check(JsonNode document, String source) throws BadInputException {
        Schema meta = registry().getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
        for (String top : new String[] {"", "input", "output"}) {
            JsonNode part = top.isEmpty() ? document : document.path(top);
            List<Error> errors = part.isMissingNode() ? List.of() : meta.validate(part);
            if (!errors.isEmpty()) {
                throw new BadInputException(source + " is not a valid JSON Schema 2020-12: "
                        + (top.isEmpty() ? "" : "/" + top) + errors.get(0).getInstanceLocation() + ": "
                        + errors.get(0).getMessage());
            }
        }
    }

    private static SchemaRegistry registry() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .regularExpressionFactory(new BoundedPatterns())
                .locale(Locale.ROOT)
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config)
                        .schemaLoader(loader -> loader.fetchRemoteResources(false)
                                .allow(iri -> iri.toString().startsWith("https://json-schema.org/"))));
    }
}
