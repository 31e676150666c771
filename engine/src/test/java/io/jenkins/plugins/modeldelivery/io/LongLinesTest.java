package io.jenkins.plugins.modeldelivery.io;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.contract.Contract;
import io.jenkins.plugins.modeldelivery.contract.RecordsCheck;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.judge.CountsFile;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line has one limit, whoever reads it. */
class LongLinesTest {
    @TempDir
    private Path folder;

    private Path file(String begin) throws Exception {
        Path file = folder.resolve("lines");
        byte[] digits = new byte[1 << 20];
        Arrays.fill(digits, (byte) '1');
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(begin.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i <= 64; i++) {
                out.write(digits);
            }
        }
        return file;
    }

    private static void refused(ThrowingCallable reading, String after) {
        assertThatThrownBy(reading)
                .isInstanceOf(BadInputException.class)
                .hasMessageEndingWith(
                        "lines has a line longer than 64 MiB after " + after + "; one record a line is expected");
    }

    @Test
    void shouldRefuseLinesThatAreTooLongWithOneMessage() throws Exception {
        Path json = file("[1]\n[");
        refused(() -> VectorFile.read(json, ReadOptions.defaults(), Progress.NONE), "line 1");
        Contract contract = Contract.of(Json.parse("{\"type\": \"array\"}", "contract"), "contract");
        refused(() -> RecordsCheck.check(contract, json, 1, 2, Progress.NONE), "byte 4");
        Path csv = file("");
        refused(() -> VectorFile.read(csv, ReadOptions.defaults(), Progress.NONE), "line 0");
        refused(() -> CountsFile.judge(csv), "line 0");
        Path cells = file("1,2\n1,2");
        refused(() -> VectorFile.read(cells, ReadOptions.defaults(), Progress.NONE), "line 1");
    }
}
