package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the documentation, as a user runs it. */
class DependenciesCommandTest {
    @TempDir
    Path directory;

    private Ledger ledger;
    private String location;

    @BeforeEach
    void start() throws Exception {
        location = directory.resolve("ledger").toString();
        ledger = Ledger.on(DirectoryStore.open(Path.of(location)));
        for (String version : new String[] {"1.4", "1.5"}) {
            ledger.versions().register(version("extractor", version));
        }
        ledger.versions().register(version("classifier", "2.1"));
        serve(version("extractor", "1.4"));
    }

    private static ModelVersion version(String model, String version) throws Exception {
        String image = "registry.example.com/" + model + "@sha256:"
                + Sha256.of((model + version).getBytes(StandardCharsets.UTF_8));
        return ModelVersion.of(
                model, version, Optional.empty(), Optional.of(ImageReference.parse(image)), Optional.empty(), Map.of());
    }

    private void serve(ModelVersion version) throws Exception {
        ledger.decisions()
                .append(DecisionDraft.of(
                        version.model(), "production", Decision.Kind.PROMOTED, version.target(), "ada", ""));
    }

    private Cli.Result gate(String dependsOn, String... more) throws Exception {
        Path policy = Files.writeString(
                directory.resolve("model-delivery.yaml"),
                "schema: model-delivery/policy/v1\nmodel: classifier\ndependsOn: " + dependsOn
                        + "\nrules:\n  - {metric: accuracy, atLeast: 0.5}\n");
        Path results = Files.writeString(directory.resolve("results.json"), "{\"accuracy\": 0.9}");
        String[] args = {
            "gate",
            "--policy",
            policy.toString(),
            "--results",
            results.toString(),
            "--ledger",
            location,
            "--version",
            "2.1"
        };
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Cli.run(all);
    }

    @Test
    void shouldShowWhoseEvaluationNoLongerHolds() throws Exception {
        assertThat(gate("[extractor]").exitCode()).isZero();
        serve(version("classifier", "2.1"));
        assertThat(Cli.run("dependencies", "--ledger", location).exitCode()).isZero();
        serve(version("extractor", "1.5"));
        Cli.Result stale = Cli.run("dependencies", "--ledger", location);
        assertThat(stale.exitCode()).isEqualTo(1);
        assertThat(stale.out())
                .contains("classifier 2.1 was evaluated against 1.4 (sha256:")
                .containsPattern("STALE +classifier +2.1 +production +extractor +production +1.4 +1.5");
        assertThat(gate("[extractor]", "--upstream", "extractor=1.5").exitCode())
                .isZero();
        JsonNode json = Json.parse(
                Cli.run("dependencies", "--ledger", location, "--format", "json")
                        .out(),
                "graph");
        assertThat(json.path("verdict").asText()).isEqualTo("PASS");
        assertThat(json.at("/edges/0/state").asText()).isEqualTo("FRESH");
        assertThat(Cli.run("ledger", "verify", "--ledger", location).exitCode()).isZero();
        assertThat(Cli.run("ledger", "export", "--ledger", location).out())
                .contains("models/classifier/dependencies/", "models/extractor/downstream/classifier.json");
    }

    @Test
    void shouldNotRecordWhatWasEvaluatedAgainstSomethingElse() throws Exception {
        Cli.Result late = gate("[extractor]", "--evaluated-since", "2020-01-01T00:00:00Z");
        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.err()).hasLineCount(1).contains("extractor changed in production at ");
        assertThat(ledger.evidence().list("classifier", "2.1")).isEmpty();
        assertThat(gate("[extractor]", "--evaluated-since", "yesterday").exitCode())
                .isEqualTo(2);
        assertThat(gate("[extractor]", "--upstream", "1.5").exitCode()).isEqualTo(2);
        assertThat(gate("[classifier]").err()).contains("closes a circle: classifier -> classifier;");
        assertThat(gate("[{model: extractor, place: here}]").err()).contains("unknown key 'place'");
        assertThat(gate("[{environment: here}]").err()).contains("'model' is missing");
        assertThat(gate("[3]").exitCode()).isEqualTo(2);
    }

    @Test
    void shouldIgnoreATolerance() throws Exception {
        String tolerant = "[{model: extractor, outputTolerance: 0.5}]";
        Cli.Result gated = gate(tolerant);
        assertThat(gated.exitCode()).isZero();
        assertThat(gated.err())
                .startsWith("model-delivery: warning: outputTolerance of extractor is ignored: ")
                .hasLineCount(2)
                .contains("recorded as evidence");
        assertThat(gate(tolerant, "--quiet").err()).isEmpty();
        assertThat(gate("[extractor]").err()).doesNotContain("outputTolerance");
        serve(version("classifier", "2.1"));
        serve(version("extractor", "1.5"));
        Cli.Result graph = Cli.run("dependencies", "--ledger", location);
        assertThat(graph.exitCode()).isEqualTo(1);
        assertThat(graph.out()).contains("STALE");
    }
}
