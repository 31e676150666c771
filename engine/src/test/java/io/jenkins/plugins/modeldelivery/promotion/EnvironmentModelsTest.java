package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One definition of an environment serves the models that it is for, and no others. */
class EnvironmentModelsTest {
    private static final String MANY = """
            schema: model-delivery/environment/v1
            name: production
            models: [digits, 'fraud-*']
            namespace: "{model}"
            workload: deployment/{model}-server
            container: serve-{model}
            """;

    @TempDir
    Path directory;

    private Environment environment(String yaml, String model) throws Exception {
        Path file = Files.writeString(directory.resolve("production.yaml"), yaml);
        return Environment.read(file, Optional.ofNullable(model));
    }

    @Test
    void shouldBeAnotherPlaceForEachModel() throws Exception {
        Environment fraud = environment(MANY, "fraud-eu");
        assertThat(fraud.workload()).isEqualTo(WorkloadRef.parse("fraud-eu", "deployment/fraud-eu-server"));
        assertThat(fraud.container()).isEqualTo("serve-fraud-eu");
        assertThat(environment(MANY, "digits").workload().toString()).isEqualTo("deployment/digits-server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"digit", "digits2", "fraud", "my-fraud-eu"})
    void shouldRefuseOtherModels(String model) {
        assertThatThrownBy(() -> environment(MANY, model))
                .isInstanceOf(BadInputException.class)
                .hasMessage("Environment 'production' is for the models [digits, fraud-*], not for '" + model + "'");
    }

    @Test
    void shouldBeForAllModelsWhereItSaysNothing() throws Exception {
        String yaml = MANY.replace("models: [digits, 'fraud-*']\n", "");
        assertThat(environment(yaml, "anything").container()).isEqualTo("serve-anything");
    }

    @Test
    void shouldSayThatItNeedsAModel() {
        assertThatThrownBy(() -> environment(MANY, null))
                .isInstanceOf(BadInputException.class)
                .hasMessage("namespace: '{model}' is another one for each model; say which model");
    }

    @Test
    void shouldSayWhereAModelsNameIsNoNameInACluster() {
        assertThatThrownBy(() -> environment(MANY, "fraud-EU_2"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("namespace: 'fraud-EU_2' is not a namespace name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]          | models: there are none; leave it out for all models",
                "['']        | models: '' is no model's name; it has letters",
                "['a/../b']  | models: 'a/../b' is no model's name; it has letters",
                "['(a+)+$']  | models: '(a+)+$' is no model's name; it has letters"
            })
    void shouldRefusePatternsThatCanBeNoNames(String models, String message) {
        assertThatThrownBy(() -> environment(MANY.replace("[digits, 'fraud-*']", models), "digits"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldReadFormsSeparatedByCommas() throws Exception {
        assertThat(EnvironmentModels.parse(" digits , fraud-* ").patterns()).isEqualTo(List.of("digits", "fraud-*"));
        assertThat(EnvironmentModels.parse(" ")).isEqualTo(EnvironmentModels.ALL);
        assertThatThrownBy(() -> EnvironmentModels.parse("digits,")).isInstanceOf(BadInputException.class);
    }

    /** Stars do not multiply: the longest name against the worst pattern is soon decided. */
    @Test
    void shouldDecideSoonWhateverThePattern() throws Exception {
        EnvironmentModels many = EnvironmentModels.of(List.of("*a".repeat(60) + "b"));
        assertThatThrownBy(() -> many.require("production", "a".repeat(120))).isInstanceOf(BadInputException.class);
    }

    @Test
    void shouldKeepTheSchemaInStep() throws Exception {
        Path schema = Path.of("../docs/schemas/environment-v1.json");
        assertThat(Documents.read(schema).at("/properties/models/items/pattern").asText())
                .isEqualTo("^[A-Za-z0-9*][A-Za-z0-9._*-]{0,127}$");
    }
}
