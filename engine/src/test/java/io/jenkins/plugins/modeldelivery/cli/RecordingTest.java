package io.jenkins.plugins.modeldelivery.cli;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates record their evidence, and what was recorded gives the same verdict again. */
class RecordingTest {
    @TempDir
    Path directory;

    private String ledger;
    private String policy;
    private String predictions;

    @BeforeEach
    void prepare() throws Exception {
        ledger = directory.resolve("ledger").toString();
        Ledger.on(DirectoryStore.open(Path.of(ledger))).versions().register(Drafts.version("1.0"));
        policy = Files.writeString(
                        directory.resolve("model-delivery.yaml"),
                        "schema: model-delivery/policy/v1\nmodel: intent\nrules:\n"
                                + "  - {metric: accuracy, atLeast: 0.6, confidence: 0.95}\n"
                                + "  - {metric: p95_latency_ms, atMost: 120}\n")
                .toString();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            String prediction = i % 7 == 0 ? "b" : "a";
            lines.append(String.format(
                    "{\"id\":\"%d\",\"label\":\"a\",\"prediction\":\"%s\",\"latency_ms\":%d.5}%n", i, prediction, i));
        }
        predictions = Files.writeString(directory.resolve("predictions.jsonl"), lines.toString())
                .toString();
    }

    private Cli.Result gate(String... more) {
        String[] args = new String[5 + more.length];
        System.arraycopy(new String[] {"gate", "--policy", policy, "--predictions", predictions}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        return Cli.run(args);
    }

    private static String id(Cli.Result result) {
        assertThat(result.err()).hasLineCount(1).contains("recorded as evidence ");
        return result.err().replaceAll("(?s).*evidence (\\S+) in.*", "$1");
    }

    @Test
    void shouldRecordAndRecomputeAGateReport() throws Exception {
        Cli.Result result = gate("--ledger", ledger, "--model", MODEL, "--version", "1.0");
        assertThat(result.exitCode()).as(result.err()).isZero();
        String id = id(result);
        Cli.Result again = Cli.run("ledger", "recompute", id, "--ledger", ledger, "--format", "json");
        assertThat(again.exitCode()).as(again.out()).isZero();
        JsonNode json = Json.parse(again.out(), "recomputation");
        assertThat(json.path("differing")).isEmpty();
        assertThat(json.path("recomputed").asText()).isEqualTo("PASS");
        SchemaCheck.assertFits("recomputation", json);
        assertThat(Cli.run("ledger", "verify", "--ledger", ledger).exitCode()).isZero();
        Ledger open = Ledger.on(DirectoryStore.open(Path.of(ledger)));
        assertThat(open.evidence().get(MODEL, "1.0", id).orElseThrow().judge()).hasValue(2);
    }

    @Test
    void shouldFindAVerdictThatItsCountsDoNotGive() throws Exception {
        String id = id(gate("--ledger", ledger, "--model", MODEL, "--version", "1.0"));
        Ledger open = Ledger.on(DirectoryStore.open(Path.of(ledger)));
        ObjectNode report = open.evidence().get(MODEL, "1.0", id).orElseThrow().report();
        report.put("verdict", "FAIL");
        Evidence forged = Evidence.of(MODEL, "1.0", Drafts.DIGEST, Drafts.TIME, Optional.empty(), report)
                .judgedBy(Judges.all().get("gate-report").version());
        open.evidence().record(forged);
        Cli.Result result = Cli.run("ledger", "recompute", forged.id(), "--ledger", ledger);
        assertThat(result.exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(result.out()).contains("recorded FAIL, recomputed PASS", "verdict is not what the counts give");
    }

    /** The judge that evidence names is as easily forged as its verdict. */
    @Test
    void shouldNotPassAnOlderVerdictThatItsCountsDoNotGive() throws Exception {
        String id = id(gate("--ledger", ledger, "--model", MODEL, "--version", "1.0"));
        Ledger open = Ledger.on(DirectoryStore.open(Path.of(ledger)));
        ObjectNode report = open.evidence().get(MODEL, "1.0", id).orElseThrow().report();
        report.put("verdict", "FAIL");
        Evidence forged = Evidence.of(MODEL, "1.0", Drafts.DIGEST, Drafts.TIME, Optional.empty(), report)
                .judgedBy(1);
        open.evidence().record(forged);
        Cli.Result result = Cli.run("ledger", "recompute", forged.id(), "--ledger", ledger);
        assertThat(result.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(result.out()).contains("version 1 of the judge said FAIL, version 2 says PASS");
    }

    /** Of a version that still wrote alibi-detect's numbers, at the whole, its counts and those of each slice. */
    @Test
    void shouldRecomputeADriftReportWithFormerNumbers() throws Exception {
        ObjectNode report;
        try (InputStream in = RecordingTest.class.getResourceAsStream("/drift/report-with-alibi-detect.json")) {
            report = (ObjectNode) Json.mapper().readTree(in);
        }
        assertThat(report.findParents("alibi_detect")).hasSize(4);
        Ledger open = Ledger.on(DirectoryStore.open(Path.of(ledger)));
        Evidence kept = Evidence.of(MODEL, "1.0", Drafts.DIGEST, Drafts.TIME, Optional.empty(), report);
        open.evidence().record(kept);
        assertRecomputes(kept.id());
        report.withObject("counts").withArray("statistics").remove(1);
        report.withObject("counts").withArray("statistics").remove(1);
        Evidence damaged = Evidence.of(MODEL, "1.0", Drafts.DIGEST, Drafts.TIME, Optional.empty(), report);
        open.evidence().record(damaged);
        assertThat(Cli.run("ledger", "recompute", damaged.id(), "--ledger", ledger)
                        .exitCode())
                .isNotEqualTo(ExitCode.PASS);
    }

    @Test
    void shouldNeverPassWithoutTheEvidenceThatWasAskedFor() throws Exception {
        Cli.Result unregistered = gate("--ledger", ledger, "--model", MODEL, "--version", "2.0");
        assertThat(unregistered.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(unregistered.err()).hasLineCount(1).contains("not registered");
        assertThat(unregistered.out()).isEmpty();
        Cli.Result unnamed = gate("--ledger", ledger);
        assertThat(unnamed.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(unnamed.err()).hasLineCount(1).contains("--version");
        Cli.Result elsewhere = gate("--ledger", ledger + "-mistyped", "--model", MODEL, "--version", "1.0");
        assertThat(elsewhere.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(elsewhere.out()).isEmpty();
    }

    private String vectors(String name, int shift) throws Exception {
        StringBuilder vectors = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            vectors.append(i % 7 + shift).append(',').append(i % 11).append('\n');
        }
        return Files.writeString(directory.resolve(name), vectors.toString()).toString();
    }

    private String[] about(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--ledger", ledger, "--model", MODEL, "--version", "1.0"));
        return all.toArray(new String[0]);
    }

    private void assertRecomputes(String id) {
        Cli.Result again = Cli.run("ledger", "recompute", id, "--ledger", ledger);
        assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
        assertThat(again.out()).contains("every byte the same");
    }

    @Test
    void shouldRecordAndRecomputeADriftReport() throws Exception {
        String before = vectors("before.csv", 0);
        Cli.Result result = Cli.run(about("drift", "--reference", before, "--current", vectors("now.csv", 9)));
        assertThat(result.exitCode()).isEqualTo(ExitCode.FAIL);
        String id = id(result);
        assertRecomputes(id);
        Ledger open = Ledger.on(DirectoryStore.open(Path.of(ledger)));
        ObjectNode report = open.evidence().get(MODEL, "1.0", id).orElseThrow().report();
        report.put("verdict", "PASS");
        Evidence forged = Evidence.of(MODEL, "1.0", Drafts.DIGEST, Drafts.TIME, Optional.empty(), report);
        open.evidence().record(forged);
        Cli.Result again = Cli.run("ledger", "recompute", forged.id(), "--ledger", ledger);
        assertThat(again.exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(again.out()).contains("recorded PASS, recomputed FAIL");
    }

    @Test
    void shouldRecordAndRecomputeSchemaReports() throws Exception {
        String contract = Files.writeString(
                        directory.resolve("contract.json"),
                        "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$defs\": {\"output\": "
                                + "{\"type\": \"object\", \"required\": [\"label\"], "
                                + "\"properties\": {\"label\": {\"type\": \"string\"}}}}}")
                .toString();
        for (String output : new String[] {"{\"label\":\"a\"}", "{\"label\":1}", ""}) {
            String line = output.isEmpty() ? "" : "{\"id\":\"1\",\"output\":" + output + "}\n";
            String records = Files.writeString(directory.resolve("records.jsonl"), line + line)
                    .toString();
            assertRecomputes(id(Cli.run(about("schema", "--contract", contract, "--records", records))));
        }
        String signature = Files.writeString(
                        directory.resolve("signature.json"),
                        "{\"$defs\": {\"output\": {\"type\": \"object\", \"properties\": "
                                + "{\"label\": {\"type\": \"integer\"}, \"score\": {\"type\": \"number\"}}}}}")
                .toString();
        Cli.Result retyped = Cli.run(about("schema", "--contract", contract, "--signature", signature));
        assertThat(retyped.exitCode()).isEqualTo(ExitCode.FAIL);
        assertRecomputes(id(retyped));
    }

    @Test
    void shouldExplainEveryLedgerCommand() {
        for (String command :
                new String[] {"list", "show", "log", "register", "verify", "recompute", "export", "check"}) {
            Cli.Result help = Cli.run("ledger", command, "--help");
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).contains("Example", "model-delivery ledger " + command, "--ledger");
        }
        assertThat(Cli.run("ledger", "--help").out()).contains("Examples", "recompute");
    }
}
