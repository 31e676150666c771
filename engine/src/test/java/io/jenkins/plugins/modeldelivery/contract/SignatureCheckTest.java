package io.jenkins.plugins.modeldelivery.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureCheckTest {
    private static final String TEXT_MODEL = "[{\"type\": \"string\"}]";

    @TempDir
    Path directory;

    /** Each with one column or tensor x of the input against one field x, which both require. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "integer"}                                    | {"type": "long"}                                        | PASS
            {"type": "integer"}                                    | {"type": "double"}                                      | PASS
            {"type": "number"}                                     | {"type": "long"}                                        | FAIL
            {"type": "number"}                                     | {"type": "boolean"}                                     | FAIL
            {"type": "string", "enum": ["a", "b"], "maxLength": 3} | {"type": "string"}                                      | PASS
            {"enum": ["a", "b"]}                                   | {"type": "long"}                                        | FAIL
            {"const": 3}                                           | {"type": "long"}                                        | PASS
            {"type": "string"}                                     | {"type": "datetime"}                                    | INCONCLUSIVE
            {"type": "string", "format": "date-time"}              | {"type": "datetime"}                                    | PASS
            {"type": "integer"}                                    | {"type": "datetime"}                                    | FAIL
            {"type": "string"}                                     | {"type": "binary"}                                      | INCONCLUSIVE
            {"type": ["integer", "null"]}                          | {"type": "long"}                                        | INCONCLUSIVE
            {"type": ["integer", "null"]}                          | {"type": "long", "required": false}                     | PASS
            {"type": ["integer", "null"]}                          | {"type": "string", "required": false}                   | FAIL
            {"anyOf": [{"type": "integer"}, {"type": "string"}]}   | {"type": "long"}                                        | FAIL
            {"anyOf": [{"type": "integer"}, {"type": "number"}]}   | {"type": "double"}                                      | PASS
            {"oneOf": [{"type": "integer"}, {"type": "null"}]}     | {"type": "long", "optional": true}                      | PASS
            {"allOf": [{"type": "number"}, {"type": "integer"}]}   | {"type": "long"}                                        | PASS
            {"allOf": [{"maxLength": 3}, {"type": "string"}]}      | {"type": "string"}                                      | PASS
            {"allOf": [{"type": "string"}, {"type": "integer"}]}   | {"type": "long"}                                        | INCONCLUSIVE
            {"$ref": "#/$defs/Loop"}                               | {"type": "array", "items": {"type": "long"}}            | INCONCLUSIVE
            {"type": "array", "items": {"type": "number"}}         | {"type": "array", "items": {"type": "double"}}          | PASS
            {"type": "array", "items": {"type": "number"}}         | {"type": "array", "items": {"type": "string"}}          | FAIL
            {"type": "array"}                                      | {"type": "array", "items": {"type": "string"}}          | INCONCLUSIVE
            {"type": "array", "items": {"type": "number"}}         | {"type": "array"}                                       | INCONCLUSIVE
            {"type": "array", "items": {"type": "number"}}         | {"type": "sparkml_vector"}                              | PASS
            {"type": "array", "items": {"type": "array", "items": {"type": "number"}}} | {"type": "array", "items": {"type": "array", "items": {"type": "long"}}} | FAIL
            {"type": "object", "additionalProperties": {"type": "number"}} | {"type": "map", "values": {"type": "double"}}   | PASS
            {"type": "object", "additionalProperties": {"type": "number"}} | {"type": "map", "values": {"type": "long"}}     | FAIL
            {"type": "object", "properties": {"a": {"type": "number"}}} | {"type": "map", "values": {"type": "double"}}      | PASS
            {"type": "object", "properties": {"a": {"type": "number"}}} | {"type": "map", "values": {"type": "string"}}      | FAIL
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "number"}}} | {"type": "object", "properties": {"a": {"type": "double"}}} | PASS
            {"type": "object", "properties": {"a": {"type": "number"}}} | {"type": "object", "properties": {"a": {"type": "double"}}} | INCONCLUSIVE
            {"type": "object", "properties": {"a": {"type": "number"}}} | {"type": "object", "properties": {"a": {"type": "double", "required": false}}} | PASS
            {"type": "object", "properties": {"a": {"type": "number"}}} | {"type": "object", "properties": {"b": {"type": "double"}}} | FAIL
            {"type": "object"}                                     | {"type": "object", "properties": {"b": {"type": "double"}}} | INCONCLUSIVE
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "number"}}, "patternProperties": {"^b": {"type": "string"}}} | {"type": "object", "properties": {"a": {"type": "double"}}} | INCONCLUSIVE
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "number"}}, "if": {"properties": {"a": {"minimum": 1}}}, "then": {"properties": {"b": {"type": "string"}}}} | {"type": "object", "properties": {"a": {"type": "double"}}} | INCONCLUSIVE
            {"type": "integer"}                                    | {"type": "any"}                                         | PASS
            {}                                                     | {"type": "long"}                                        | INCONCLUSIVE
            {"type": "integer"}                                    | {"type": "lnog"}                                        | INCONCLUSIVE
            {"type": "integer"}                                    | {"type": "Long"}                                        | INCONCLUSIVE
            {"type": "integer"}                                    | {"required": true}                                      | INCONCLUSIVE
            {"type": "integer"}                                    | {"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}        | PASS
            {"type": "number"}                                     | {"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}        | FAIL
            {"type": "integer"}                                    | {"type": "tensor", "tensor-spec": {"dtype": "uint8", "shape": [-1]}}        | INCONCLUSIVE
            {"type": "integer", "minimum": 0, "maximum": 9}        | {"type": "tensor", "tensor-spec": {"dtype": "uint8", "shape": [-1]}}        | PASS
            {"type": "integer", "minimum": 0, "maximum": 300}      | {"type": "tensor", "tensor-spec": {"dtype": "uint8", "shape": [-1]}}        | FAIL
            {"type": "number"}                                     | {"type": "tensor", "tensor-spec": {"dtype": "object", "shape": [-1]}}       | INCONCLUSIVE
            {"type": "number"}                                     | {"type": "tensor", "tensor-spec": {"dtype": "complex64", "shape": [-1]}}    | INCONCLUSIVE
            {"type": "number"}                                     | {"type": "tensor"}                                                          | INCONCLUSIVE
            {"type": "array", "items": {"type": "number"}}         | {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, -1]}}  | PASS
            {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3} | {"type": "tensor", "tensor-spec": {"dtype": "float16", "shape": [-1, 3]}} | PASS
            {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4} | {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}} | FAIL
            {"type": "array", "items": {"type": "string"}}         | {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, -1]}}  | FAIL
            {"type": "array", "items": {"type": "number"}}         | {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [1, 10]}}   | INCONCLUSIVE
            {"type": "array", "items": {"type": "array", "items": {"type": "number"}}} | {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, -1]}} | FAIL
            """)
    void shouldCompareWhatTheContractLetsInWithWhatTheModelTakes(String contract, String column, Verdict verdict)
            throws Exception {
        String named = column.replaceFirst("\\{", "{\"name\": \"x\", ");
        assertThat(check(input(contract), mlflow("[" + named + "]", TEXT_MODEL)).verdict())
                .isEqualTo(verdict);
    }

    /** The same for an output: what the model gives has to be what the contract allows. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "number"}                                     | {"type": "long"}                                        | PASS
            {"type": "integer"}                                    | {"type": "double"}                                      | FAIL
            {"type": ["integer", "string"]}                        | {"type": "string"}                                      | PASS
            {"type": "integer"}                                    | {"type": "any"}                                         | INCONCLUSIVE
            {}                                                     | {"type": "long"}                                        | PASS
            {"type": "object"}                                     | {"type": "object", "properties": {"a": {"type": "long"}}} | PASS
            {"type": "number", "minimum": 0}                       | {"type": "double"}                                      | INCONCLUSIVE
            {"type": "integer", "minimum": 0, "maximum": 255}      | {"type": "tensor", "tensor-spec": {"dtype": "uint8", "shape": [-1]}} | PASS
            {"type": "string", "enum": ["a", "b"]}                 | {"type": "string"}                                      | INCONCLUSIVE
            {"type": "string"}                                     | {"type": "datetime"}                                    | PASS
            {"type": "string", "not": {"const": "x"}}              | {"type": "string"}                                      | INCONCLUSIVE
            {"oneOf": [{"type": "integer"}, {"type": "number"}]}   | {"type": "long"}                                        | INCONCLUSIVE
            {"type": "array", "items": {"type": "string"}}         | {"type": "array", "items": {"type": "string"}}          | PASS
            {"type": "array", "items": {"type": "string"}, "minItems": 1} | {"type": "array", "items": {"type": "string"}}   | INCONCLUSIVE
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "number"}}} | {"type": "map", "values": {"type": "double"}} | INCONCLUSIVE
            {"type": "object", "additionalProperties": {"type": "number"}} | {"type": "object", "properties": {"a": {"type": "string"}}} | FAIL
            {"type": "string"}                                     | {"type": "string", "required": false}                   | INCONCLUSIVE
            {"type": "string"}                                     | {"type": "string", "required": null}                    | INCONCLUSIVE
            """)
    void shouldCompareWhatTheModelGivesWithWhatTheContractAllows(String contract, String column, Verdict verdict)
            throws Exception {
        String named = column.replaceFirst("\\{", "{\"name\": \"x\", ");
        String output =
                "{\"$defs\": {\"output\": {\"type\": \"object\", \"required\": [\"x\"], \"properties\": {\"x\": "
                        + contract + "}}}}";
        assertThat(check(output, mlflow(TEXT_MODEL, "[" + named + "]")).verdict())
                .isEqualTo(verdict);
    }

    /** Columns and tensors without names: of text models, scikit-learn and Keras. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "string"}  | [{"type": "string", "required": true}]  | PASS
            {"type": "string"}  | [{"type": "long"}]                      | FAIL
            {"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}], "minItems": 2, "items": false} | [{"type": "double"}, {"type": "string"}] | PASS
            {"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}], "minItems": 2, "items": false} | [{"type": "double"}, {"type": "string"}] | FAIL
            {"type": "array", "items": {"type": "number"}} | [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}] | INCONCLUSIVE
            {"type": "array", "items": {"type": "string"}} | [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}] | FAIL
            {"type": "object", "properties": {"a": {"type": "number"}}} | [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}] | INCONCLUSIVE
            {"type": "object", "properties": {"a": {"type": "string"}}} | [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}] | FAIL
            {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}}} | [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 2]}}] | INCONCLUSIVE
            {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "string"}}} | [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 2]}}] | FAIL
            {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}}} | [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 7]}}] | INCONCLUSIVE
            {"type": "object", "required": ["role"], "properties": {"role": {"type": "string"}}} | [{"type": "object", "properties": {"role": {"type": "string", "required": true}}, "required": true}] | PASS
            {"type": "array", "items": {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}} | [{"type": "long", "name": "x"}] | INCONCLUSIVE
            """)
    void shouldCompareValuesWithoutNames(String contract, String columns, Verdict verdict) throws Exception {
        assertThat(check("{\"$defs\": {\"input\": " + contract + "}}", mlflow(columns, "null"))
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void shouldSayWhatWasComparedAndWhatNot() throws Exception {
        String contract =
                "{\"$defs\": {\"input\": {\"type\": \"object\", \"required\": [\"age\", \"t\"], \"properties\": {"
                        + "\"age\": {\"type\": \"integer\"}, \"t\": {\"type\": \"number\"}}}, \"output\": {\"type\": \"string\"}}}";
        SchemaReport report = check(
                contract,
                "inputs: '[{\"type\": \"long\", \"name\": \"age\"}]'\noutputs: null\n"
                        + "params: '[{\"name\": \"t\", \"type\": \"double\", \"default\": 0.5, \"shape\": null}]'\n");
        assertThat(report.reasons())
                .containsExactly(
                        "input field 't' is a parameter of the model, not an input",
                        "the output of the contract was not compared: the signature does not describe it");
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.toText()).contains("kept    input   age    integer");
        assertThat(SchemaReport.recompute(report.toJson()).toJson()).isEqualTo(report.toJson());
    }

    /** Whatever a schema says, the same schema says it too: never a difference, and at most something left open. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"object\", \"required\": [\"a\"], \"properties\": {\"a\": {\"type\": [\"string\", \"null\"], \"maxLength\": 3},"
                        + " \"b\": {\"oneOf\": [{\"enum\": [1, 2.5]}, {\"enum\": [\"x\"]}]}, \"c\": {\"type\": \"array\", \"items\": {}}},"
                        + " \"additionalProperties\": false}",
                "{\"type\": \"object\", \"properties\": {\"tree\": {\"$ref\": \"#/$defs/Loop\"}}}",
                "{\"type\": \"array\", \"prefixItems\": [{\"type\": \"string\"}], \"items\": {\"type\": \"number\", \"multipleOf\": 2}}",
                "{\"type\": \"object\", \"patternProperties\": {\"^a\": {\"type\": \"string\"}}, \"minProperties\": 1}",
                "{\"if\": {\"required\": [\"a\"]}, \"then\": {\"required\": [\"b\"]}, \"properties\": {\"a\": true}}"
            })
    void shouldFindNoDifferenceToItself(String side) throws Exception {
        String contract = "{\"$defs\": {\"input\": " + side + ", \"output\": " + side
                + ", \"Loop\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/Loop\"}}}}";
        assertThat(check(contract, contract).verdict())
                .isEqualTo(side.contains("Loop") ? Verdict.INCONCLUSIVE : Verdict.PASS);
    }

    @Test
    void shouldNotTakeTheSameReferenceForTheSameType() throws Exception {
        String contract =
                "{\"$defs\": {\"output\": {\"type\": \"integer\", \"not\": {\"$ref\": \"#/$defs/No\"}}, \"No\": %s}}";
        SchemaReport report = check(contract.formatted("{\"maximum\": 0}"), contract.formatted("{\"minimum\": 0}"));
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void shouldStopAtATypeThatIsTooLarge() throws Exception {
        StringBuilder definitions = new StringBuilder("\"D0\": {\"type\": \"string\"}");
        for (int i = 1; i < 60; i++) {
            String one = "{\"$ref\": \"#/$defs/D" + (i - 1) + "\"}";
            definitions.append(", \"D" + i + "\": {\"type\": \"object\", \"properties\": {\"a\": " + one + ", \"b\": "
                    + one + "}}");
        }
        String contract = "{\"$defs\": {\"output\": {\"$ref\": \"#/$defs/D59\"}, " + definitions + "}}";
        assertThat(check(contract, contract).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            inputs: '{"type": "long"}'                                   | are no list of columns or tensors
            inputs: '["long"]'                                           | are no list of columns or tensors
            inputs: '[{"type": "long", "name": "a"}, {"type": "long"}]'  | names some input columns and others not
            inputs: '[{"type": "long", "name": "a"}, {"type": "long", "name": "a"}]' | 'a' twice
            inputs: '[]'                                                 | without inputs and outputs
            signature: null                                              | has no signature; log the model with
            flavors: {sklearn: {}}                                       | has no signature; log the model with
            """)
    void shouldRefuseWhatIsNoSignature(String model, String problem) {
        assertThatThrownBy(() -> check(input("{\"type\": \"integer\"}"), model))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(problem);
    }

    private static String input(String type) {
        return "{\"$defs\": {\"input\": {\"type\": \"object\", \"required\": [\"x\"], \"properties\": {\"x\": " + type
                + "}}, \"Loop\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/Loop\"}}}}";
    }

    private static String mlflow(String inputs, String outputs) {
        return "signature:\n  inputs: '" + inputs + "'\n  outputs: '" + outputs + "'\n  params: null\n";
    }

    private SchemaReport check(String contract, String signature) throws BadInputException, IOException {
        return SignatureCheck.check(
                Contract.of(Json.parse(contract, "contract"), "contract"),
                Files.writeString(directory.resolve("MLmodel"), signature));
    }
}
