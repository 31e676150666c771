package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Readers of text that take nothing but what is whole; they share no line with those that are tested. */
final class Strict {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(1 << 26)
                            .maxNumberLength(1 << 26)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final JsonMapper NUMBERS =
            JSON.rebuild().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private Strict() {}

    /** The text, unless the bytes are no UTF-8 or hold a zero. */
    static Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    static Optional<JsonNode> json(byte[] bytes) {
        return text(bytes).flatMap(text -> json(JSON, text));
    }

    private static Optional<JsonNode> json(JsonMapper mapper, String text) {
        try {
            return Optional.of(mapper.readTree(text)).filter(tree -> !tree.isMissingNode());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The same, where a number may be none, as other tools write it. */
    static Optional<JsonNode> numbers(byte[] bytes) {
        return text(bytes).flatMap(text -> json(NUMBERS, text));
    }

    static Optional<ObjectNode> object(byte[] bytes) {
        return json(bytes).filter(JsonNode::isObject).map(ObjectNode.class::cast);
    }

    /** The object of each line that is not blank; empty where one of them is none. */
    static Optional<List<JsonNode>> lines(byte[] bytes) {
        Optional<String> text = text(bytes);
        List<JsonNode> all = new ArrayList<>();
        for (String line : text.orElse("").split("\n")) {
            Optional<JsonNode> tree = json(JSON, line).filter(JsonNode::isObject);
            if (!line.isBlank() && tree.isEmpty()) {
                return Optional.empty();
            }
            tree.ifPresent(all::add);
        }
        return text.map(whole -> all);
    }

    /** What a YAML document holds. */
    static Optional<Object> yaml(byte[] bytes) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(1000);
        try {
            return text(bytes).map(text -> new Yaml(new SafeConstructor(options)).load(text));
        } catch (YAMLException e) {
            return Optional.empty();
        }
    }

    /** The cells of each line of a table without quotation marks; empty where lines have another number of cells. */
    static Optional<List<String[]>> table(byte[] bytes) {
        Optional<String> text = text(bytes);
        List<String[]> all = new ArrayList<>();
        for (String line : text.orElse("").split("\r?\n|\r")) {
            String[] cells = line.split(",", -1);
            if (!line.isEmpty()) {
                all.add(cells);
            }
        }
        return text.map(whole -> all).filter(rows -> rows.stream().allMatch(row -> row.length == rows.get(0).length));
    }
}
