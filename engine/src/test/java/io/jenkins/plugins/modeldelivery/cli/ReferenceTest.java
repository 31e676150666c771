package io.jenkins.plugins.modeldelivery.cli;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Bundle;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Months that are compared through the ledger: with the eval set of the version in production, and with live requests. */
class ReferenceTest {
    @TempDir
    Path directory;

    private String ledger;

    @BeforeEach
    void register() throws Exception {
        ledger = directory.resolve("ledger").toString();
        for (String version : new String[] {"1.0", "1.1", "1.2"}) {
            open().versions().register(Drafts.version(version));
        }
    }

    private Ledger open() throws Exception {
        return Ledger.on(DirectoryStore.open(Path.of(ledger)));
    }

    /** 150 rows of four numbers around a centre. */
    private String month(String name, int seed, double centre) throws Exception {
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            lines.append("{\"id\":\"" + name + i + "\",\"label\":\"a\",\"embedding\":[");
            for (int u = 0; u < 4; u++) {
                lines.append(u == 0 ? "" : ",").append(centre + random.nextGaussian());
            }
            lines.append("]}\n");
        }
        return Files.writeString(directory.resolve(name + ".jsonl"), lines).toString();
    }

    private Cli.Result drift(String reference, String current, String version, String... more) {
        List<String> args = new ArrayList<>(List.of("drift", "--reference", reference, "--current", current));
        args.addAll(List.of("--ledger", ledger, "--model", MODEL, "--version", version, "--threads", "1"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray(new String[0]));
    }

    /** The version with the last evidence about it, as a promotion would record it. */
    private void promote(String version) throws Exception {
        Ledger open = open();
        String id = open.evidence().list(MODEL, version).get(0);
        Bundle bundle = open.evidence().bundle(MODEL, version, List.of(id));
        open.decisions().append(Drafts.promoted("production", version).withEvidence(bundle));
    }

    private static JsonNode json(Cli.Result result) throws Exception {
        return Json.parse(result.out(), "the output");
    }

    @Test
    void shouldSayHowAFirstReferenceIsAccepted() throws Exception {
        Cli.Result first = drift("previous", month("october", 1, 0), "1.0");
        assertThat(first.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(first.out()).contains("no version of intent serves in production yet", "a path");
        Cli.Result live = drift("live", month("october", 1, 0), "1.0", "--format", "json");
        assertThat(live.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        SchemaCheck.assertFits("drift-report", json(live));
        assertThat(live.out()).contains("no sample of live requests was recorded for intent");
        Cli.Result nowhere = Cli.run("drift", "--reference", "previous", "--current", month("october", 1, 0));
        assertThat(nowhere.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(nowhere.err()).hasLineCount(1).contains("--ledger and --model");
    }

    @Test
    void shouldCompareWithTheEvalSetOfTheVersionInProduction() throws Exception {
        String october = month("october", 1, 0);
        assertThat(drift(month("accepted", 9, 0), october, "1.0", "--embedding-model", "e5")
                        .exitCode())
                .isEqualTo(ExitCode.PASS);
        promote("1.0");
        Cli.Result november =
                drift("previous", month("november", 2, 0), "1.1", "--embedding-model", "e5", "--format", "json");
        assertThat(november.exitCode()).as(november.out() + november.err()).isEqualTo(ExitCode.PASS);
        assertThat(json(november).at("/reference/version").asText()).isEqualTo("1.0");
        assertThat(json(november).at("/reference/name").asText()).isEqualTo("previous");
        Cli.Result shifted = drift("previous", month("december", 3, 0.8), "1.2", "--embedding-model", "e5");
        assertThat(shifted.exitCode()).isEqualTo(ExitCode.FAIL);
        Cli.Result other = drift("previous", month("december", 3, 0.8), "1.2", "--embedding-model", "e6");
        assertThat(other.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(other.out()).contains("not comparable", "'e5'", "'e6'");

        Cli.Result again = Cli.run(
                "fingerprint",
                "compare",
                "--reference",
                "ledger:1.0",
                "--current",
                "ledger:1.1",
                "--model",
                MODEL,
                "--ledger",
                ledger,
                "--format",
                "json");
        assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.PASS);
        assertThat(json(again).path("counts")).isEqualTo(json(november).path("counts"));
        Cli.Result unknown = Cli.run(
                "fingerprint",
                "compare",
                "--reference",
                "ledger:0.1",
                "--current",
                "ledger:1.1",
                "--model",
                MODEL,
                "--ledger",
                ledger);
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(unknown.err()).hasLineCount(1).contains("no fingerprint of the eval set of version 0.1");

        Cli.Result history = Cli.run("drift", "history", "--model", MODEL, "--ledger", ledger, "--format", "json");
        assertThat(history.exitCode()).isZero();
        SchemaCheck.assertFits("drift-history-list", json(history));
        JsonNode points = json(history).path("points");
        assertThat(points.findValuesAsText("version")).containsExactly("1.2", "1.2", "1.1", "1.0");
        assertThat(points.findValuesAsText("referenceVersion")).containsExactly("1.0", "1.0", "1.0", "");
        assertThat(points.at("/1/verdict").asText()).isEqualTo("FAIL");
        assertThat(points.at("/1/bandwidth")).isEqualTo(points.at("/2/bandwidth"));
        assertThat(Cli.run("drift", "history", "--model", MODEL, "--ledger", ledger)
                        .out())
                .contains("e6", "INCONCLUSIVE");
        assertThat(Cli.run("ledger", "verify", "--ledger", ledger).exitCode()).isZero();
        for (String id : open().evidence().list(MODEL, "1.2")) {
            assertThat(Cli.run("ledger", "recompute", id, "--ledger", ledger).exitCode())
                    .isZero();
        }
    }

    @Test
    void shouldCompareWithTheLatestLiveSample() throws Exception {
        for (double centre : new double[] {0.8, 0}) {
            Cli.Result recorded = Cli.run(
                    "fingerprint",
                    "record",
                    month("live" + centre, 4, centre),
                    "--kind",
                    "live",
                    "--model",
                    MODEL,
                    "--ledger",
                    ledger);
            assertThat(recorded.exitCode()).as(recorded.err()).isZero();
        }
        Cli.Result fresh = drift("live", month("november", 2, 0), "1.1", "--format", "json");
        assertThat(fresh.exitCode()).as(fresh.out()).isEqualTo(ExitCode.PASS);
        assertThat(json(fresh).at("/reference/name").asText()).isEqualTo("live");
        assertThat(drift("live", month("december", 3, 0.8), "1.2").exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(Cli.run("ledger", "export", "--ledger", ledger).out()).contains("/live/", "/history/");
    }

    @Test
    void shouldJudgeAGateByItsPolicysReference() throws Exception {
        String policy = Files.writeString(
                        directory.resolve("model-delivery.yaml"),
                        "schema: model-delivery/policy/v1\nmodel: intent\nevalSet:\n"
                                + "  shift: {field: embedding, reference: previous, embeddingModel: e5, permutations: 199}\n"
                                + "rules:\n  - {metric: accuracy, atLeast: 0.9}\n")
                .toString();
        String[] months = {month("october", 1, 0), month("november", 2, 0), month("december", 3, 0.8)};
        int[] expected = {ExitCode.PASS, ExitCode.PASS, ExitCode.FAIL};
        assertThat(gate(policy, months[0], "1.0").exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        for (int i = 0; i < months.length; i++) {
            String version = "1." + i;
            Cli.Result result = i == 0
                    ? gate(policy, months[0], version, "--reference", month("accepted", 9, 0))
                    : gate(policy, months[i], version);
            assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(expected[i]);
            if (i == 0) {
                Ledger open = open();
                String id = open.evidence().list(MODEL, version).get(1);
                Bundle bundle = open.evidence().bundle(MODEL, version, List.of(id));
                open.decisions().append(Drafts.promoted("production", version).withEvidence(bundle));
            }
        }
        JsonNode points = json(Cli.run("drift", "history", "--model", MODEL, "--ledger", ledger, "--format", "json"))
                .path("points");
        assertThat(points.findValuesAsText("verdict")).containsExactly("FAIL", "PASS", "PASS", "INCONCLUSIVE");
        String id = open().evidence().list(MODEL, "1.1").get(0);
        assertThat(Cli.run("ledger", "recompute", id, "--ledger", ledger).exitCode())
                .isZero();
    }

    private Cli.Result gate(String policy, String evalSet, String version, String... more) throws Exception {
        String predictions = Files.writeString(
                        directory.resolve("predictions.jsonl"),
                        Files.readString(Path.of(evalSet))
                                .replaceAll("\"embedding\":\\[[^]]*]", "\"prediction\":\"a\",\"latency_ms\":5"))
                .toString();
        List<String> args = new ArrayList<>(List.of("gate", "--policy", policy, "--predictions", predictions));
        args.addAll(List.of("--eval-set", evalSet, "--ledger", ledger, "--version", version));
        args.addAll(List.of(more));
        return Cli.run(args.toArray(new String[0]));
    }
}
