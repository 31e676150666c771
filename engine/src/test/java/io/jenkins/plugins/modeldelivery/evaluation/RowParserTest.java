package io.jenkins.plugins.modeldelivery.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.contract.Contract;
import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A line read token by token means what its tree means. */
class RowParserTest {
    private static final String CONTRACT = """
            {"$defs": {"output": {"type": "object", "required": ["a"], "properties": {
              "a": {"type": "number", "minimum": 0, "maximum": 1}, "b": {"type": ["integer", "null"], "exclusiveMinimum": -5},
              "c": {"type": "string", "minLength": 1, "maxLength": 3}, "d": {"enum": ["x", "yy"]}}}}}""";
    private static final byte[] BEFORE =
            "{'id':'x','label':1,'prediction':2,'latency_ms':3,'error':'e','lang':'de','n':4,'output':{'a':0.5},'$meta':{}}"
                    .replace('\'', '"')
                    .getBytes(UTF_8);
    private static final List<String> SLICES = List.of("lang", "n");

    private final RecordSchema schema;

    RowParserTest() throws Exception {
        schema = Contract.of(Json.parse(CONTRACT, "c"), "c").output().orElseThrow();
    }

    @Property(tries = 10_000)
    void shouldReadWhatTheTreeHolds(@ForAll("lines") String line, @ForAll boolean checked) throws Exception {
        RowParser row = new RowParser(RowNeeds.slices(SLICES), checked ? schema : null);
        // surrounded by text that belongs to other lines, after another line
        row.parse(BEFORE, 0, BEFORE.length);
        byte[] bytes = ("\"}\n" + line + "\n\"0}]").getBytes(UTF_8);
        JsonNode tree = objectOf(line);
        if (tree == null) {
            assertThatThrownBy(() -> row.parse(bytes, 3, bytes.length - 5))
                    .isInstanceOfAny(IOException.class, NumberFormatException.class);
            return;
        }
        row.parse(bytes, 3, bytes.length - 5);
        if (tree.path("id").isIntegralNumber() && line.contains("-0")) {
            return; // the tree has forgotten how that was written
        }
        assertThat(fields(row)).isEqualTo(fields(tree));
        if (row.certainlyValid) {
            assertThat(schema.violations(tree.get("output"), "")).isEmpty();
        }
    }

    @Test
    void shouldDecideAnEverydayLineWithoutTheLibraryValuesAtALimitIncluded() throws Exception {
        byte[] line = """
                {"id": "r1", "label": 1, "prediction": 1.0, "latency_ms": 28.81, "lang": "de", "output": {"a": 1, "c": "x"}}""".getBytes(UTF_8);
        RowParser row = new RowParser(RowNeeds.slices(List.of("lang")), schema);
        row.parse(line, 0, line.length);
        assertThat(row.label).isEqualTo("n1").isEqualTo(row.prediction);
        assertThat(row.latency).isEqualTo(28.81);
        assertThat(row.slices).containsExactly("de");
        assertThat(row.certainlyValid).isTrue();
    }

    private static JsonNode objectOf(String line) {
        try {
            JsonNode node = Json.parse(line, "the line");
            return node.isObject() ? node : null;
        } catch (BadInputException e) {
            return null;
        }
    }

    private static List<Object> fields(RowParser row) {
        return Arrays.asList(
                row.hasId ? List.of(row.id.high(), row.id.low()) : "none",
                row.metadata,
                row.label,
                row.prediction,
                row.latency + 0.0, // the tree knows no negative zero
                row.failed,
                row.hasOutput,
                row.wrongType,
                Arrays.asList(row.slices));
    }

    private static List<Object> fields(JsonNode tree) {
        IdHash id = new IdHash();
        String text = tree.path("id").asText();
        id.of(text.toCharArray(), 0, text.length());
        boolean hasId = tree.path("id").isTextual() && !text.isEmpty()
                || tree.path("id").isIntegralNumber();
        JsonNode latency = tree.path("latency_ms");
        boolean hasLatency = latency.isNumber() && Double.isFinite(latency.doubleValue());
        boolean wrongType = tree.has("id") && !hasId
                || !latency.isMissingNode() && !latency.isNull() && !hasLatency
                || tree.has("error")
                        && !tree.get("error").isTextual()
                        && !tree.get("error").isNull()
                || Stream.of("label", "prediction", "lang", "n")
                        .anyMatch(name -> tree.path(name).isContainerNode());
        return Arrays.asList(
                hasId ? List.of(id.high(), id.low()) : "none",
                tree.has("$meta"),
                scalar(tree.path("label")),
                scalar(tree.path("prediction")),
                hasLatency ? latency.doubleValue() : Double.NaN,
                !tree.path("error").asText("").isEmpty() && tree.path("error").isTextual(),
                tree.has("output"),
                wrongType,
                SLICES.stream()
                        .map(name -> scalar(tree.path(name)))
                        .map(value -> value == null ? null : value.substring(1))
                        .toList());
    }

    private static String scalar(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "s" + value.textValue();
            case NUMBER -> "n" + value.decimalValue().stripTrailingZeros();
            case BOOLEAN -> "b" + value.booleanValue();
            default -> null;
        };
    }

    @Provide
    Arbitrary<String> lines() {
        Arbitrary<String> odd = Arbitraries.of(
                ("0 1 1.0 -0 -0.0 -1 01 1. .5 - 0.1 28.81 100 1e400 1e99999999999 1e-99999999999 1E2 123456789012345 1234567890123456 "
                                + "0.1234567890123456789 1.00000000000000000001 null true false nul \"x\" \"yy\" \"abcd\" \"\" \"1\" "
                                + "\"a\\n\" \"\\u0041\" \"\u00e9\" \"\ud83d\ude00\" \"tab\there\" \"open \"twelve-chars\"")
                        .split(" "));
        Arbitrary<String> everyday =
                Arbitraries.of("0", "1", "0.5", "-4.25", "null", "true", "\"x\"", "\"yy\"", "\"r12\"");
        Arbitrary<String> scalar = Arbitraries.integers().between(0, 9).flatMap(i -> i == 0 ? odd : everyday);
        Arbitrary<String> array = scalar.list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]");
        Arbitrary<String> inner =
                object(Arbitraries.of("a", "b", "c", "d", "e"), Arbitraries.oneOf(scalar, scalar, array));
        Arbitrary<String> name = Arbitraries.of(
                "id",
                "label",
                "prediction",
                "latency_ms",
                "error",
                "output",
                "output",
                "lang",
                "n",
                "other",
                "$meta",
                "i\\u0064");
        Arbitrary<String> around = Arbitraries.of("", "", "", "", "", "", " ", "\t", "\r", "\uFEFF", "x", "}");
        return Combinators.combine(around, object(name, Arbitraries.oneOf(scalar, inner, array)), around)
                .as((before, object, after) -> before + object + after);
    }

    private static Arbitrary<String> object(Arbitrary<String> name, Arbitrary<String> value) {
        return Combinators.combine(name, Arbitraries.of(":", ": ", " :"), value, Arbitraries.of("", " "))
                .as((n, colon, v, space) -> "\"" + n + "\"" + colon + v + space)
                .list()
                .ofMaxSize(4)
                .map(members -> "{" + String.join(",", members) + "}");
    }

    /** As Python and R write a number that is not there. */
    @Test
    void shouldMindNotANumberOnlyWhereSomebodyAsksForIt() throws Exception {
        RowParser row = new RowParser(RowNeeds.slices(List.of()), null);
        byte[] line =
                "{\"id\":\"r\",\"label\":\"a\",\"prediction\":\"a\",\"latency_ms\":NaN,\"loss\":-Infinity,\"error\":\"\"}"
                        .getBytes(UTF_8);
        row.parse(line, 0, line.length);
        assertThat(row.wrongType).isFalse();
        assertThat(row.failed).isFalse();
        assertThat(row.latency).isNaN();
        byte[] label = "{\"id\":\"r\",\"label\":NaN}".getBytes(UTF_8);
        row.parse(label, 0, label.length);
        assertThat(row.wrongType).isTrue();
    }
}
