package io.jenkins.plugins.modeldelivery.cli;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCommandTest {
    @TempDir
    Path directory;

    private Cli.Result ledger(String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "ledger";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--ledger";
        all[args.length + 2] = directory.resolve("ledger").toString();
        return Cli.run(all);
    }

    private void fill() throws Exception {
        Ledger ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")));
        ledger.versions().register(Drafts.version("1.0"));
        ledger.decisions().append(Drafts.promoted("production", "1.0"));
        ledger.decisions().append(Drafts.promoted("staging", "1.1"));
    }

    @Test
    void shouldRegisterListAndShowAVersion() throws Exception {
        Path file = Files.writeString(directory.resolve("intent.onnx"), "weights");
        String[] register = {
            "register",
            MODEL,
            "1.0",
            "--artifact",
            "s3://models/intent.onnx",
            "--file",
            file.toString(),
            "--image",
            "registry.example.com/intent@" + Drafts.DIGEST,
            "--commit",
            "abc",
            "--parameter",
            "epochs=3"
        };
        assertThat(ledger(register).out()).contains("intent 1.0 registered: " + Drafts.DIGEST);
        assertThat(ledger(register).out()).contains("was registered before");
        assertThat(ledger("list").out()).contains(MODEL);
        assertFits("ledger-list", "list");
        assertFits("ledger-list", "list", MODEL);
        assertThat(ledger("list", MODEL).out()).contains("s3://models/intent.onnx");
        JsonNode shown = Json.parse(ledger("show", MODEL, "--version", "1.0").out(), "shown");
        assertThat(shown.path("artifact").path("size").asInt()).isEqualTo(7);
        Cli.Result other =
                ledger("register", MODEL, "1.0", "--image", "registry.example.com/intent@sha256:" + "0".repeat(64));
        assertThat(other.exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(other.err()).hasLineCount(1).contains("artifact", "image");
    }

    @Test
    void shouldRegisterFromADvcPointer() throws Exception {
        String md5 = "9a0364b9e99bb480dd25e1f0284c8555"; // of "content"
        Path object = directory.resolve("remote/files/md5/9a/0364b9e99bb480dd25e1f0284c8555");
        Path pointer = Files.writeString(
                directory.resolve("m.dvc"), "outs:\n- {md5: " + md5 + ", size: 7, hash: md5, path: m}\n");
        Files.createDirectories(object.getParent());
        String[] register = {
            "register",
            MODEL,
            "1.0",
            "--dvc",
            pointer.toString(),
            "--remote",
            directory.resolve("remote").toString(),
            "--verify-md5"
        };
        Cli.Result missing = ledger(register);
        assertThat(missing.exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(missing.err()).hasLineCount(1).contains("dvc push");
        Files.writeString(object, "content");
        assertThat(ledger(register).out()).contains("md5:" + md5);
    }

    @Test
    void shouldShowTheLog() throws Exception {
        fill();
        Cli.Result text = ledger("log", MODEL);
        assertThat(text.exitCode()).isZero();
        assertThat(text.out().lines().toList()).hasSize(3).element(1).asString().contains("staging", "PROMOTED", "1.1");
        JsonNode json = Json.parse(
                ledger("log", MODEL, "--environment", "production", "--format", "json")
                        .out(),
                "log");
        assertThat(json.path("decisions"))
                .singleElement()
                .satisfies(d -> assertThat(d.path("seq").asInt()).isEqualTo(1));
        SchemaCheck.assertFits("ledger-log", json);
        assertThat(ledger("show", MODEL, "--decision", "2").out()).contains("\"seq\" : 2");
        assertThat(ledger("log", MODEL, "-n", "0").exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void shouldVerifyAndCheck() throws Exception {
        fill();
        assertThat(ledger("verify").exitCode()).isZero();
        assertThat(ledger("check").out()).contains("can hold a ledger");
        Files.delete(directory.resolve("ledger/models/intent/decisions/000000000001.json"));
        Cli.Result broken = ledger("verify", "--format", "json");
        assertThat(broken.exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(broken.out()).contains("000000000001.json is missing");
        SchemaCheck.assertFits("ledger-verification", Json.parse(broken.out(), "verification"));
        assertFits("ledger-verification", "verify");
    }

    private void assertFits(String schema, String... args) throws Exception {
        String[] asJson =
                Stream.concat(Stream.of(args), Stream.of("--format", "json")).toArray(String[]::new);
        SchemaCheck.assertFits(schema, Json.parse(ledger(asJson).out(), schema));
    }

    @Test
    void shouldSayThatNothingIsThere() throws Exception {
        Files.createDirectories(directory.resolve("ledger"));
        Cli.Result empty = ledger("verify", "--format", "json");
        assertThat(empty.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        SchemaCheck.assertFits("ledger-verification", Json.parse(empty.out(), "verification"));
    }

    @Test
    void shouldFailToRecomputeWhatWasChanged() throws Exception {
        fill();
        Evidence evidence = Drafts.evidence("1.0", Drafts.DIGEST, "PASS", Drafts.EVAL_SET);
        Ledger.on(DirectoryStore.open(directory.resolve("ledger"))).evidence().record(evidence);
        Path file = directory.resolve("ledger/models/intent/evidence/1.0/" + evidence.id() + ".json");
        Files.writeString(file, Files.readString(file).replace("\"rows\":500", "\"rows\":900"));
        Cli.Result changed = ledger("recompute", evidence.id());
        assertThat(changed.exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(changed.err()).hasLineCount(1).contains("was changed");
    }

    @Test
    void shouldExportEveryObject() throws Exception {
        fill();
        List<String> lines = ledger("export").out().lines().toList();
        assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("{\"key\":\"models/intent/"));
        Path file = directory.resolve("export.jsonl");
        assertThat(ledger("export", "--output", file.toString()).exitCode()).isZero();
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
    }

    @Test
    void shouldRefuseWhatItCannotFind() throws Exception {
        assertThat(ledger("log", MODEL).exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        fill();
        for (String[] args : new String[][] {
            {"show", MODEL, "--version", "9"},
            {"show", MODEL, "--decision", "9"},
            {"show", MODEL, "--evidence", "9"},
            {"show", MODEL},
            {"recompute", "9"},
            {"recompute", "../x"},
            {"log", "../x"},
            {"log", "entent"}
        }) {
            Cli.Result result = ledger(args);
            assertThat(result.exitCode()).as(String.join(" ", args)).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(result.err()).hasLineCount(1);
        }
        assertThat(Cli.run("ledger", "verify").err()).hasLineCount(1).contains("--ledger");
        assertThat(Cli.run("ledger", "verify", "--ledger", "gs://x/y").exitCode())
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(Cli.run("ledger").err()).hasLineCount(1);
    }
}
