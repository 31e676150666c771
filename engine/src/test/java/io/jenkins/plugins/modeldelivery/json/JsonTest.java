package io.jenkins.plugins.modeldelivery.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{", "{} {}", "{\"a\":1,\"a\":2}", "NaN", "{\"a\":Infinity}", "nul"})
    void shouldRefuseWhatIsNotOneStrictDocument(String text) {
        assertThatThrownBy(() -> Json.parse(text, "report.json"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("report.json is ")
                .message()
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e1001", "-9e1000000", "1e999999999", "1e99999999999", "1e-1001", "1e-999999999", "0e999999999"
            })
    void shouldRefuseNumbersThatNobodyCanWriteOut(String number) {
        assertThatThrownBy(() -> Json.parse("{\"limit\": " + number + "}", "report.json"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("report.json is not valid JSON: a number's exponent is too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: &x [1]\nb: *x\n", "a: &x\n- *x\n", "a: &x 1\nb: *x\n", "a: &x {b: 1}\nc:\n  <<: *x\n"})
    void shouldRefuseAliases(String yaml) {
        assertThatThrownBy(() -> Documents.parseYaml(yaml, "policy.yaml"))
                .isInstanceOf(BadInputException.class)
                .hasMessageMatching("policy.yaml is not read \\(line [23]\\): it has an alias .*");
    }

    @Test
    void shouldRefuseYamlThatTakesLongBeforeReadingIt() {
        assertThatThrownBy(() -> Documents.parseYaml("a: " + "x".repeat(Documents.MAX_YAML_BYTES), "policy.yaml"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("policy.yaml is larger than 1 MiB, too large for one document");
        assertThatThrownBy(() -> Documents.parseYaml("[" + "1,".repeat(200_000) + "]", "policy.yaml"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("more than 50000 keys and values");
    }

    @Test
    void shouldRefuseBottomlessNesting() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000), "deep.json")).isInstanceOf(BadInputException.class);
    }

    /** Its parser takes the square of the depth, and would look at its limit at the end. */
    @Test
    @Timeout(10)
    void shouldRefuseNestedYamlAtOnce() {
        assertThatThrownBy(() -> Documents.parseYaml("a:\n  b: " + "[".repeat(500_000), "deep.yaml"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("deep.yaml is not read (line 2): it is nested deeper than 200");
    }

    @Test
    void shouldRefuseWhatIsNoText() {
        byte[] longer = {'"', (byte) 0xC0, (byte) 0x80, '"'};
        assertThatThrownBy(() -> Json.parse(longer, "zero.json")).hasMessage("zero.json is not UTF-8 (line 1)");
        assertThatThrownBy(() -> Json.rowParser(longer, 0, longer.length)).hasMessageContaining("not UTF-8");
    }

    /** A fingerprint of rows of 4,096 numbers has one of 22 million characters. */
    @Test
    void shouldReadAStringAsLongAsADocumentMayBe() throws Exception {
        String text = '"' + "x".repeat(22_000_000) + '"';
        assertThat(Json.parse(text, "wide.json").textValue()).hasSize(22_000_000);
    }

    @Test
    void shouldNameTheLineOfAYamlMistake() {
        assertThatThrownBy(() -> Documents.parseYaml("a: 1\na: 2\n", "policy.yaml"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void shouldNotBuildClassesNamedInYaml() {
        assertThatThrownBy(() -> Documents.parseYaml("!!java.io.File [x]", "policy.yaml"))
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void shouldNameAMissingFile() {
        assertThatThrownBy(() -> Json.read(Path.of("no-such-file.json")))
                .hasMessage("no-such-file.json does not exist");
    }

    @Test
    void shouldKeepDecimalsAsTheyWereWritten() throws BadInputException {
        assertThat(Json.compact(Json.parse("{\"b\":0.10,\"a\":1e400}", "x"))).isEqualTo("{\"b\":0.10,\"a\":1E+400}");
    }
}
