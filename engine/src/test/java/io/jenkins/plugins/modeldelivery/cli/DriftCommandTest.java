package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriftCommandTest {
    @TempDir
    Path directory;

    private String reference;
    private String shifted;
    private int pipes;

    @BeforeEach
    void write() throws Exception {
        reference = write("reference.csv", 0);
        shifted = write("shifted.csv", 40);
    }

    private String write(String name, double shift) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append(i * i / 40.0 + shift).append(',').append(i * 7 % 11).append('\n');
        }
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void shouldTellTheVerdictByItsExitCode() {
        Cli.Result same = Cli.run("drift", "--reference", reference, "--current", reference);
        assertThat(same.exitCode()).isEqualTo(ExitCode.PASS);
        Cli.Result other = Cli.run("drift", "--reference", reference, "--current", shifted, "--format", "json");
        assertThat(other.exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(other.out()).contains("\"schema\" : \"model-delivery/drift-report/v1\"");
    }

    @Test
    void shouldAnswerBadInputWithOneLine() {
        Cli.Result missing = Cli.run("drift", "--reference", reference, "--current", directory + "/none.csv");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(missing.err()).hasLineCount(1).contains("none.csv does not exist");
        Cli.Result bandwidth = Cli.run("drift", "--reference", reference, "--current", shifted, "--bandwidth", "wide");
        assertThat(bandwidth.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--group-by", "--slice"})
    void shouldSayThatANumpyArrayHasNoFields(String option) throws Exception {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n";
        ByteBuffer npy = ByteBuffer.allocate(10 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
        npy.put((byte) 0x93)
                .put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1))
                .putShort((short) header.length());
        npy.put(header.getBytes(StandardCharsets.ISO_8859_1)).putFloat(1).putFloat(2);
        String file = Files.write(directory.resolve("a.npy"), npy.array()).toString();
        Cli.Result result = Cli.run("drift", "--reference", file, "--current", file, option, "user");
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains("a.npy is a NumPy array, which has no field 'user'");
    }

    @Test
    void shouldKeepMergeAndCompareFingerprints() {
        String before = directory.resolve("before.json").toString();
        String now = directory.resolve("now.json").toString();
        String merged = directory.resolve("merged.json").toString();
        assertThat(Cli.run("fingerprint", "create", reference, "--embedding-model", "e5", "--output", before)
                        .exitCode())
                .isZero();
        assertThat(Cli.run("fingerprint", "create", shifted, "--like", before, "--output", now)
                        .exitCode())
                .isZero();
        assertThat(Cli.run("fingerprint", "merge", before, now, "--output", merged)
                        .exitCode())
                .isZero();
        assertThat(Cli.run("fingerprint", "compare", "--reference", before, "--current", now)
                        .exitCode())
                .isEqualTo(ExitCode.FAIL);
        assertThat(Cli.run("fingerprint", "compare", "--reference", before, "--current", before)
                        .exitCode())
                .isEqualTo(ExitCode.PASS);
        assertThat(Cli.run("fingerprint").exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    }

    private String fingerprint(String file, String... more) {
        String written = file + ".fp.json";
        List<String> args = new ArrayList<>(List.of("fingerprint", "create", file, "--output", written));
        args.addAll(more.length == 0 ? List.of("--embedding-model", "e5") : List.of(more));
        Cli.Result made = Cli.run(args.toArray(new String[0]));
        assertThat(made.exitCode()).as(made.err()).isZero();
        return written;
    }

    private static void fails(String... args) {
        Cli.Result result = Cli.run(args);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.FAIL);
    }

    @Test
    void shouldTellAFingerprintThatIsPackedOrOrderedOtherwise() throws Exception {
        Path fingerprint = Path.of(fingerprint(reference));
        ObjectNode other = Json.object();
        List<String> keys = new ArrayList<>();
        JsonNode document = Json.read(fingerprint);
        document.fieldNames().forEachRemaining(keys::add);
        Collections.reverse(keys);
        keys.forEach(key -> other.set(key, document.get(key)));
        Path reversed = Files.writeString(directory.resolve("reversed.json"), Json.pretty(other));
        Path packed = directory.resolve("packed.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(reversed, out);
        }
        for (String given : new String[] {reversed.toString(), packed.toString()}) {
            fails("drift", "--reference", given, "--current", shifted, "--embedding-model", "e5");
            fails("fingerprint", "compare", "--reference", given, "--current", fingerprint(shifted));
            fails("drift", "--reference", given, "--current", fingerprint(shifted, "--like", given));
            Cli.Result merged = Cli.run("fingerprint", "merge", given, fingerprint.toString());
            assertThat(merged.out().strip()).isEqualTo(Json.compact(document));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"schema\":\"model-delivery/fingerprint/v3\"} | is not a fingerprint (model-delivery/fingerprint/v2 or v1)",
                "{\"schema\":\"model-delivery/fingerprint/v2\"} | is a damaged fingerprint: 'seed' of it is missing",
                "{\"schema\":\"model-delivery/fingerprint/v2\", | is not valid JSON",
                "{\"schema\":2,\"embedding\":[\"x\"]}              | line 1: number 1 of 'embedding' is not a finite number",
                "{\"embedding\"                               | line 1: not valid JSON"
            })
    void shouldSayWhatIsWrongWithAFileThatIsNeither(String content, String why) throws Exception {
        String file =
                Files.writeString(directory.resolve("neither.json"), content).toString();
        Cli.Result result = Cli.run("drift", "--reference", file, "--current", shifted);
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains("neither.json " + why);
    }

    @Test
    void shouldSayThatAFingerprintIsAFingerprintAlready() {
        Cli.Result result = Cli.run("fingerprint", "create", fingerprint(reference), "--embedding-model", "e5");
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains("is a fingerprint already");
    }

    @Test
    void shouldTakeAShardOfOneRowButNoReferenceOfOne() throws Exception {
        String one = Files.writeString(directory.resolve("one.csv"), "1,2\n").toString();
        String two = Files.writeString(directory.resolve("two.csv"), "4,6\n").toString();
        Cli.Result shard = Cli.run("fingerprint", "create", one, "--embedding-model", "e5");
        assertThat(shard.exitCode()).isZero();
        assertThat(shard.err()).hasLineCount(1).contains("no bandwidth until it is merged with others");
        Cli.Result merged = Cli.run("fingerprint", "merge", fingerprint(one), fingerprint(two));
        assertThat(Json.parse(merged.out(), "merged").path("bandwidth").doubleValue())
                .isEqualTo(Math.sqrt(12.5));
        for (String[] args : new String[][] {
            {"fingerprint", "create", reference, "--like", fingerprint(one)},
            {"fingerprint", "record", one, "--kind", "live", "--model", "m", "--ledger", directory + "/ledger"}
        }) {
            Cli.Result refused = Cli.run(args);
            assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(refused.err()).hasLineCount(1).contains("has fewer than two different rows");
        }
    }

    /** Each pipe can be read once, and says neither how long it is nor what is still to come. */
    @Test
    void shouldReadFromPipes() throws Exception {
        fails("drift", "--reference", pipe(reference), "--current", pipe(shifted));
        String fingerprint = fingerprint(reference);
        fails("drift", "--reference", pipe(fingerprint), "--current", pipe(shifted), "--embedding-model", "e5");
        fails("drift", "--reference", fingerprint, "--current", pipe(fingerprint(shifted)));
        Cli.Result made = Cli.run("fingerprint", "create", pipe(reference), "--embedding-model", "e5");
        assertThat(made.out()).isEqualTo(Files.readString(Path.of(fingerprint)));
        Path packed = directory.resolve("two-members.gz");
        try (OutputStream out = Files.newOutputStream(packed)) {
            for (String part : new String[] {reference, shifted}) {
                GZIPOutputStream member = new GZIPOutputStream(out);
                Files.copy(Path.of(part), member);
                member.finish();
            }
        }
        Cli.Result both = Cli.run("fingerprint", "create", pipe(packed.toString()), "--embedding-model", "e5");
        assertThat(Json.parse(both.out(), "both").path("rows").asInt()).isEqualTo(80);
        Cli.Result kept = Cli.run(
                "fingerprint", "record", pipe(shifted), "--kind", "live", "--model", "m", "--ledger", directory + "/l");
        assertThat(kept.exitCode()).as(kept.err()).isZero();
    }

    private String pipe(String file) throws Exception {
        Path pipe = directory.resolve("pipe-" + pipes++);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture.runAsync(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                Files.copy(Path.of(file), out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return pipe.toString();
    }
}
