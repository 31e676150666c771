package io.jenkins.plugins.modeldelivery.evalgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftParameters;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
    @Test
    void shouldReadEveryPartOfThePublishedExample() throws Exception {
        Policy policy = GateFiles.policy("""
                model: intent-classifier
                contract: {file: eval/contract.json, compliance: 1.0}
                evalSet:
                  maxAge: 31d
                  minRows: 500
                  shift: {field: embedding, reference: previous, alpha: 0.01, tolerance: 0.05, permutations: 999, onShift: fail}
                rules:
                  - {metric: accuracy, atLeast: 0.88, confidence: 0.95}
                  - {metric: accuracy, noWorseThanBaseline: 0.005}
                traffic: {share: 5%, window: 300s, p95Increase: 15%, errorRate: 0.1%, minRequests: 1000, maxWindow: 900s}
                dependsOn: [extractor]
                """);
        assertThat(policy.maxAge()).contains(Duration.ofDays(31));
        assertThat(policy.rules())
                .hasSize(2)
                .last()
                .extracting(Rule::operator)
                .isEqualTo(Rule.Operator.NO_WORSE_THAN_BASELINE);
        assertThat(policy.shift()).get().extracting(ShiftPolicy::permutations).isEqualTo(999);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model: x;rules:;  - {metric: a, atLeast: 1};  - {metric: a, atleast: 1}|line 5|'atleast'",
                "rules:;  - metric: a;    atLeast: 1;    atMost: 2|line 3|rules[0]",
                "rules: [{metric: a}]|line 2|exactly one",
                "evalSet:;  maxAge: 31|line 3|evalSet.maxAge",
                "modle: x|line 2|'modle'",
                "rules: [{metric: a, atLeast: high}]|line 2|rules[0].atLeast",
                "rules:;  - {metric: a, atLeast: 1, confidence: 1.5}|line 3|confidence",
                "evalSet:;  shift:;    field: e;    permutations: 200000|line 5|evalSet.shift.permutations",
                "rules:;  - {metric: a, atLeast: 1};  - {metric: a, atLeast: .nan}|line 4|rules[1].atLeast",
                "rules:;  - metric: a;    atMost: .inf|line 4|rules[0].atMost",
                "evalSet:;  shift:;    field: e;    tolerance: .inf|line 5|evalSet.shift.tolerance",
                "evalSet:;  shift: {alpha: 0.01}|line 3|'field', 'fields' or 'text' is missing in evalSet.shift",
                "evalSet:;  shift:;    field: e;    fields: [s]|line 3|evalSet.shift has both field and fields",
                "evalSet:;  shift: {fields: []}|line 3|evalSet.shift.fields",
                "evalSet:;  shift: {fields: [a, a]}|line 3|evalSet.shift.fields",
                "rules:;  - {metric: mean(s), atLeast: 1};  - {metric: mean(s), atLeast: 1, range: [5, 1]}|line 4|rules[1].range: the first number must be less than the second",
                "rules:;  - {metric: rmse, atMost: 1, range: [-5, 5]}|line 3|rules[0].range: rmse is never below 0",
                "traffic:;  share: 0%|line 3|traffic.share",
                "traffic:;  share: 1.5|line 3|traffic.share",
                "traffic:;  share: 101%|line 3|traffic.share is \"101%\"; more than 0 and at most 1, or such as 5%, was expected",
                "traffic:;  p95Increase: 0.00%|line 3|traffic.p95Increase",
                "traffic:;  errorRate: 100%|line 3|traffic.errorRate"
            })
    void shouldNameLineAndKeyOfAMistake(String body, String line, String key) {
        assertThatThrownBy(() -> GateFiles.policy(body.replace(';', '\n')))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("policy.yaml " + line)
                .hasMessageContaining(key)
                .message()
                .hasLineCount(1);
    }

    @Test
    void shouldSayWhatOfTheEvalSetIsCompared() throws Exception {
        ShiftPolicy views = GateFiles.policy(
                        "evalSet: {shift: {fields: [embedding, scores], text: /input/text, scale: robust}}")
                .shift()
                .orElseThrow();
        assertThat(Parameters.of(DriftParameters.class, views)
                        .options()
                        .reading()
                        .views())
                .containsExactly("embedding", "scores", "/input/text");
        assertThat(Parameters.of(DriftParameters.class, views).options().scale())
                .isEqualTo(DriftOptions.Scale.ROBUST);
        ShiftPolicy text =
                GateFiles.policy("evalSet: {shift: {text: question}}").shift().orElseThrow();
        assertThat(Parameters.of(DriftParameters.class, text)
                        .options()
                        .reading()
                        .views())
                .containsExactly("question");
        ShiftPolicy one =
                GateFiles.policy("evalSet: {shift: {field: vectors}}").shift().orElseThrow();
        assertThat(Parameters.of(DriftParameters.class, one).options().reading().views())
                .containsExactly("vectors");
    }

    @Test
    void shouldWarnOfAKeyThatDoesNothingAnyMore() throws Exception {
        assertThat(GateFiles.policy("dependsOn: [a, {model: b, outputTolerance: 0.1}, {model: c, outputTolerance: 1}]")
                        .warning())
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("warning: outputTolerance of b is ignored: ")
                        .hasLineCount(1));
        assertThat(GateFiles.policy("dependsOn: [a, {model: b}]").warning()).isEmpty();
        assertThatThrownBy(() -> GateFiles.policy("dependsOn: [{model: b, outputTolerance: wide}]"))
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void shouldTakeSharesAndLengthsInTheirForms() throws Exception {
        GateFiles.policy("traffic: {share: 100%, window: 1d, p95Increase: 0.5 %, errorRate: 0, maxWindow: 2w}");
        GateFiles.policy("traffic: {share: 0.05, p95Increase: 250%, errorRate: 0%}");
    }

    @Test
    void shouldReadJsonIndentedByTabs() throws Exception {
        String json = "{\n\t\"schema\": \"model-delivery/policy/v1\",\n\t\"rules\": [\n\t\t%s\n\t]\n}\n";
        assertThat(Policy.parse(json.formatted("{\"metric\": \"rows\", \"atLeast\": 1}"), "policy.json")
                        .rules())
                .hasSize(1);
        assertThatThrownBy(() -> Policy.parse(json.formatted("{\"metric\": \"rows\"}"), "policy.json"))
                .hasMessageContaining("line 4")
                .hasMessageContaining("exactly one");
    }

    @Test
    void shouldPublishTheSchemaItUses() throws Exception {
        assertThat(Path.of("../docs/schemas/policy-v1.json"))
                .hasSameTextualContentAs(
                        Path.of("src/main/resources/io/jenkins/plugins/modeldelivery/evalgate/policy-v1.json"));
        assertThat(Files.readString(Path.of("../docs/schemas/policy-v1.json"))).contains("model-delivery/policy/v1");
    }
}
