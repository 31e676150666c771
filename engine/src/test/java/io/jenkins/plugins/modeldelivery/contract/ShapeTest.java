package io.jenkins.plugins.modeldelivery.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The quick recogniser may leave a value undecided, but never calls valid what the library calls invalid. */
class ShapeTest {
    private static final List<String> SCHEMAS = List.of(
            "{'type':'object','required':['a'],'additionalProperties':false,'properties':{'a':{'type':'integer','minimum':0,'maximum':10},'b':{'type':['string','null'],'minLength':2,'maxLength':3}}}",
            "{'type':'array','minItems':1,'maxItems':2,'items':{'enum':['x','yy',null]}}",
            "{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':1}",
            "{'properties':{'a':{'type':'boolean'},'b':{'$ref':'#/$defs/n'}},'$defs':{'n':{'maximum':1}},'required':['b','c']}",
            "{'type':'string','enum':['x','1'],'minLength':1}",
            "{'type':['integer','object'],'maximum':3}",
            "{'oneOf':[{'type':'string'},{'minimum':1}]}",
            "{'const':1}",
            "false");

    @Property(tries = 6000)
    void shouldNeverAcceptWhatTheLibraryRefuses(@ForAll("values") String value, @ForAll("schemas") String schema)
            throws Exception {
        RecordSchema compiled = Contract.of(
                        Json.parse("{\"$defs\":{\"output\":" + schema + defs(schema) + "}}", "c"), "c")
                .output()
                .orElseThrow();
        try (JsonParser parser = Json.mapper().createParser(value)) {
            parser.nextToken();
            if (compiled.certainlyValid(parser)) {
                assertThat(compiled.violations(Json.parse(value, "v"), "")).isEmpty();
            }
            assertThat(parser.nextToken()).as("the whole value was read").isNull();
        }
    }

    @Test
    void shouldDecideValuesAtALimit() throws Exception {
        RecordSchema schema = output("{\"type\":\"number\",\"minimum\":0,\"exclusiveMaximum\":1}");
        assertThat(isCertainlyValid(schema, "0.0")).isTrue();
        assertThat(isCertainlyValid(schema, "-0")).isTrue();
        assertThat(isCertainlyValid(schema, "1.0")).isFalse();
        assertThat(isCertainlyValid(schema, "-1e-400"))
                .as("rounds to 0, is below")
                .isFalse();
        assertThatThrownBy(() -> isCertainlyValid(schema, "1e-99999999999"))
                .as("no decimal holds it: no JSON that anybody here reads")
                .isInstanceOf(NumberFormatException.class);
        assertThat(isCertainlyValid(schema, "0.99999999999999999999"))
                .as("rounds to 1")
                .isFalse();
    }

    private static boolean isCertainlyValid(RecordSchema schema, String value) throws Exception {
        try (JsonParser parser = Json.mapper().createParser(value)) {
            parser.nextToken();
            return schema.certainlyValid(parser);
        }
    }

    private static RecordSchema output(String schema) throws Exception {
        return Contract.of(Json.parse("{\"$defs\":{\"output\":" + schema + "}}", "c"), "c")
                .output()
                .orElseThrow();
    }

    @Test
    void shouldRecogniseAnEverydayRecordWithoutTheLibrary() throws Exception {
        RecordSchema schema = Contract.of(
                        Json.parse("{\"$defs\":{\"output\":" + SCHEMAS.get(0).replace('\'', '"') + "}}", "contract"),
                        "contract")
                .output()
                .orElseThrow();
        try (JsonParser parser = Json.mapper().createParser("{\"a\": 3, \"b\": \"abc\"}")) {
            parser.nextToken();
            assertThat(schema.certainlyValid(parser)).isTrue();
        }
    }

    /** References in these schemas point into the contract file. */
    private static String defs(String schema) {
        return schema.contains("#/$defs/n") ? ",\"n\":{\"maximum\":1}" : "";
    }

    @Provide
    Arbitrary<String> schemas() {
        return Arbitraries.of(SCHEMAS).map(schema -> schema.replace('\'', '"'));
    }

    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> scalar = Arbitraries.of(
                "0",
                "1",
                "1.0",
                "-1",
                "3",
                "10",
                "10.5",
                "0.5",
                "1e-30",
                "-1e-400",
                "1.00000000000000000001",
                "-0.0",
                "1e400",
                "11",
                "null",
                "true",
                "\"x\"",
                "\"yy\"",
                "\"abcd\"",
                "\"\"",
                "\"1\"",
                "\"\uD83D\uDE00\"");
        Arbitrary<String> array = scalar.list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]");
        Arbitrary<String> object = Arbitraries.maps(Arbitraries.of("a", "b", "c"), Arbitraries.oneOf(scalar, array))
                .ofMaxSize(3)
                .map(map -> map.entrySet().stream()
                        .map(e -> "\"" + e.getKey() + "\":" + e.getValue())
                        .collect(java.util.stream.Collectors.joining(",", "{", "}")));
        return Arbitraries.oneOf(scalar, array, object);
    }
}
