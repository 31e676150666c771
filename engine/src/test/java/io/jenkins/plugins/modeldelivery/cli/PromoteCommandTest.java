package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as a user types them, against a cluster whose controllers work in real time. */
class PromoteCommandTest {
    @TempDir
    Path directory;

    private final ScheduledExecutorService controllers = Executors.newSingleThreadScheduledExecutor();
    private FakeCluster cluster;
    private Path environment;

    @BeforeEach
    void start() throws Exception {
        cluster = new FakeCluster();
        cluster.create(FakeCluster.deployment("scorer"), image("v1"), 2);
        controllers.scheduleWithFixedDelay(cluster::tick, 50, 50, TimeUnit.MILLISECONDS);
        environment = directory.resolve("production.yaml");
        Files.writeString(environment, """
                schema: model-delivery/environment/v1
                name: production
                namespace: prod
                workload: deployment/scorer
                container: model
                image: registry.example.com/{model}@{digest}
                timing: {rollout: 20s, settle: 0s, poll: 10ms, patience: 10s}
                """);
        Files.writeString(directory.resolve("kubeconfig"), """
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters: [{name: k, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: t0k3n}}]
                """.formatted(cluster.api.url()));
        try (Ledger ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")))) {
            for (String version : List.of("v1", "v2")) {
                ledger.versions()
                        .register(ModelVersion.of(
                                "intent",
                                version,
                                Optional.empty(),
                                Optional.of(ImageReference.parse(image(version))),
                                Optional.empty(),
                                Map.of()));
            }
        }
    }

    @AfterEach
    void stop() {
        controllers.shutdownNow();
        cluster.close();
    }

    @Test
    void shouldPromoteShowAndRollBack() throws Exception {
        assertThat(run("promote", "--version", "v1", "--quiet").exitCode()).isZero();
        Path state = directory.resolve("state.json");
        Cli.Result promoted = run("promote", "--version", "v2", "--format", "json", "--state", state.toString());
        assertThat(promoted.exitCode()).as(promoted.err()).isZero();
        assertThat(promoted.err()).contains("DECIDED: ").contains("WATCHING: ").doesNotContain("t0k3n");
        JsonNode report = valid("promotion-report", promoted.out());
        assertThat(report.path("outcome").asText()).isEqualTo("PROMOTED");
        valid("promotion-report", Files.readString(state));
        assertThat(cluster.image(FakeCluster.deployment("scorer"))).isEqualTo(image("v2"));

        Cli.Result status = run("status");
        assertThat(status.exitCode()).as(status.out()).isZero();
        assertThat(status.out()).startsWith("PASS intent in production: v2, 2 of 2");
        JsonNode look =
                valid("environment-status", run("status", "--format", "json").out());
        assertThat(look.at("/live/version").asText()).isEqualTo("v2");
        assertThat(errors("environment-status", Json.compact(look).replace("PASS", "FINE")))
                .isNotEmpty();
        Cli.Result back = run("rollback", "--reason", "wrong answers", "--format", "json");
        assertThat(back.exitCode()).as(back.err()).isZero();
        assertThat(valid("promotion-report", back.out()).path("outcome").asText())
                .isEqualTo("ROLLED_BACK");
        assertThat(cluster.image(FakeCluster.deployment("scorer"))).isEqualTo(image("v1"));
    }

    @Test
    void shouldExitWithOneAfterARevert() throws Exception {
        assertThat(run("promote", "--version", "v1").exitCode()).isZero();
        cluster.fate(image("v2"), FakeCluster.Fate.CRASHES);
        Cli.Result failed = run("promote", "--version", "v2", "--format", "json");
        assertThat(failed.exitCode()).isEqualTo(ExitCode.FAIL);
        JsonNode report = valid("promotion-report", failed.out());
        assertThat(report.path("outcome").asText()).isEqualTo("REVERTED");
        assertThat(report.path("reasons").get(0).asText()).contains("CrashLoopBackOff");
        cluster.setImage(FakeCluster.deployment("scorer"), image("v7"));
        assertThat(run("status").exitCode()).isEqualTo(ExitCode.FAIL);
    }

    /** What the cluster does not accept says nothing about the version: not the exit code of a verdict. */
    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 415, 422})
    void shouldExitWithFourWhenTheClusterRefuses(int code) throws Exception {
        String refusal = (code == 403 ? "the cluster forbids it (403)" : "the API server refuses it (" + code + ")")
                + ": told to fail";
        cluster.api.fault(code, 1);
        Cli.Result unread = run("promote", "--version", "v1");
        assertThat(unread.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(unread.err())
                .hasLineCount(1)
                .startsWith("model-delivery: Cannot review our permissions in prod: " + refusal);
        assertThat(run("promote", "--version", "v1").exitCode()).isZero();
        assertThat(run("promote", "--version", "v2").exitCode()).isZero();
        for (List<String> command :
                List.of(List.of("promote", "--version", "v1"), List.of("rollback", "--reason", "r"))) {
            cluster.api.fault(-code, 1);
            List<String> more = new ArrayList<>(command.subList(1, command.size()));
            more.addAll(List.of("--quiet", "--format", "json", "--output"));
            more.add(directory.resolve("report.json").toString());
            Cli.Result refused = run(command.get(0), more.toArray(new String[0]));
            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(refused.err().strip())
                    .isEqualTo("model-delivery: Cannot update deployment/scorer in prod: " + refusal);
            JsonNode report = valid("promotion-report", Files.readString(directory.resolve("report.json")));
            assertThat(report.path("verdict").asText()).isEqualTo("FAIL");
            assertThat(report.path("outcome").asText()).isEqualTo("FAILED");
            assertThat(cluster.image(FakeCluster.deployment("scorer"))).isEqualTo(image("v2"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: production|name: ../x|not a valid environment name",
                "workload: deployment/scorer|workload: daemonset/scorer|is not a kind we know",
                "workload: deployment/scorer|workload: deployment/Sc or|is not deployment/NAME",
                "namespace: prod|namespace: Prod|is not a namespace name",
                "container: model|contaner: model|'contaner' of",
                "@{digest}|:{version}|must end in @{digest}",
                "settle: 0s|settle: soon|is no duration",
                "container: model|requires: [magic]|is not evidence we know",
                "environment/v1|environment/v2|does not start with schema"
            })
    void shouldRefuseABadEnvironmentInOneLine(String from, String to, String message) throws Exception {
        Files.writeString(environment, Files.readString(environment).replace(from, to));
        Cli.Result result = run("promote", "--version", "v2");
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains(message);
        assertThat(cluster.api.updates()).isEmpty();
    }

    @Test
    void shouldPublishASchemaForEnvironments() throws Exception {
        String json = Json.compact(Documents.read(environment));
        valid("environment", json);
        assertThat(errors("environment", json.replace("\"container\"", "\"contaner\"")))
                .isNotEmpty();
        assertThat(errors("promotion-report", "{}")).isNotEmpty();
    }

    private Cli.Result run(String command, String... more) {
        List<String> args = new ArrayList<>(List.of(
                command,
                "--environment",
                environment.toString(),
                "--model",
                "intent",
                "--ledger",
                directory.resolve("ledger").toString(),
                "--kubeconfig",
                directory.resolve("kubeconfig").toString()));
        args.addAll(Arrays.asList(more));
        return Cli.run(args.toArray(new String[0]));
    }

    private static JsonNode valid(String name, String json) throws Exception {
        assertThat(errors(name, json)).isEmpty();
        return Json.parse(json, name);
    }

    private static List<Error> errors(String name, String json) throws Exception {
        Path file = Path.of("..", "docs", "schemas", name + "-v1.json");
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(file), InputFormat.JSON);
        return schema.validate(json, InputFormat.JSON);
    }

    private static String image(String version) {
        return "registry.example.com/intent@sha256:" + Sha256.of(version.getBytes());
    }
}
