package io.jenkins.plugins.modeldelivery.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.contract.Contract;
import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The short cut may decline a line, but never reads it differently from the full parser. */
class QuickRowTest {
    private static final String CONTRACT = """
            {"$defs": {"output": {"type": "object", "required": ["a"], "properties": {
              "a": {"type": "number", "minimum": 0, "maximum": 1}, "b": {"type": ["integer", "null"], "exclusiveMinimum": -5},
              "c": {"type": "string", "minLength": 1, "maxLength": 3}, "d": {"enum": ["x", "yy"]}}}}}""";
    private static final List<String> SLICES = List.of("lang", "n");

    private final RecordSchema schema;

    QuickRowTest() throws Exception {
        schema = Contract.of(Json.parse(CONTRACT, "c"), "c").output().orElseThrow();
    }

    @Property(tries = 10_000)
    void shouldReadWhatTheFullParserReads(@ForAll("lines") String line, @ForAll boolean checked) throws Exception {
        RecordSchema output = checked ? schema : null;
        RowParser quick = new RowParser(SLICES, output);
        quick.reset();
        // surrounded by text that belongs to other lines
        byte[] bytes = ("\"}\n" + line + "\n\"0}]").getBytes(StandardCharsets.UTF_8);
        int to = bytes.length - 5;
        if (!new QuickRow(quick, SLICES, output).read(bytes, 3, to)) {
            return;
        }
        RowParser full = new RowParser(SLICES, output);
        full.parseFully(bytes, 3, to);
        if (quick.certainlyValid
                && !full.certainlyValid) { // values at a limit, which the full parser leaves to the library
            full.certainlyValid =
                    schema.violations(Json.parse(line, "l").get("output"), "").isEmpty();
        }
        assertThat(fields(quick)).isEqualTo(fields(full));
    }

    @Test
    void shouldTakeAnEverydayLine() {
        byte[] line = """
                {"id": "r1", "label": 1, "prediction": 1.0, "latency_ms": 28.81, "lang": "de", "output": {"a": 1, "c": "x"}}""".getBytes(StandardCharsets.UTF_8);
        RowParser row = new RowParser(List.of("lang"), schema);
        assertThat(new QuickRow(row, List.of("lang"), schema).read(line, 0, line.length))
                .isTrue();
        assertThat(row.label).isEqualTo("n1").isEqualTo(row.prediction);
        assertThat(row.latency).isEqualTo(28.81);
        assertThat(row.slices).containsExactly("de");
        assertThat(row.certainlyValid).isTrue();
    }

    @Test
    void shouldHashIdsAlikeFromBytesAndCharacters() {
        for (int length = 1; length < 20; length++) {
            String id = "user-0123456789abcdefgh".substring(0, length);
            IdHash fromChars = new IdHash();
            fromChars.of(id.toCharArray(), 0, length);
            IdHash fromBytes = new IdHash();
            fromBytes.of(("xx" + id).getBytes(StandardCharsets.US_ASCII), 2, length);
            assertThat(fromBytes.high()).isEqualTo(fromChars.high());
            assertThat(fromBytes.low()).isEqualTo(fromChars.low());
        }
    }

    private static List<Object> fields(RowParser row) {
        return Arrays.asList(
                row.hasId ? List.of(row.id.high(), row.id.low()) : "none",
                row.metadata,
                row.label,
                row.prediction,
                row.latency,
                row.failed,
                row.hasOutput,
                row.certainlyValid,
                row.wrongType,
                Arrays.asList(row.slices));
    }

    @Provide
    Arbitrary<String> lines() {
        Arbitrary<String> odd = Arbitraries.of(
                ("0 1 1.0 -0 -0.0 -1 01 1. .5 - 0.1 28.81 100 1e400 1E2 NaN 123456789012345 1234567890123456 "
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
}
