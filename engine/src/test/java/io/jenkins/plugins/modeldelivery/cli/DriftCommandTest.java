package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftCommandTest {
    @TempDir
    Path directory;

    private String reference;
    private String shifted;

    @BeforeEach
    void write() throws Exception {
        reference = write("reference.csv", 0);
        shifted = write("shifted.csv", 40);
    }

    private String write(String name, double shift) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append(i + shift).append(',').append(i * 7 % 11).append('\n');
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
}
