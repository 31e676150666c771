package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same commands on the same files say what they said before, to the letter, in every format. */
class ReportsOfTheVersionBeforeTest {
    @TempDir
    Path directory;

    static Stream<Before.Case> cases() {
        return Before.cases("cases.txt");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldSayTheSame(Before.Case report) throws Exception {
        String said = report.run(directory.resolve("ledger"), directory);
        if (System.getProperty("before.write") != null) {
            Files.writeString(report.expected(), said);
        }
        assertThat(Before.parts(said)).isEqualTo(Before.parts(Files.readString(report.expected())));
    }

    @Test
    void shouldDrawTheSameEvalSetFromTheSameLogs() throws Exception {
        String inputs = Before.RESOURCES + "/inputs";
        Path next = directory.resolve("next.jsonl");
        Cli.Result drawn = Cli.run(
                "refresh",
                "--draw",
                "inputs",
                "--logs",
                inputs + "/logs",
                "--rows",
                "40",
                "--until",
                "2026-11-20T00:00:00Z",
                "--labels",
                inputs + "/labels.jsonl",
                "--keep",
                "language",
                "--embedding-model",
                "e5",
                "--similarity",
                "off",
                "--output",
                next.toString());
        assertThat(drawn.exitCode()).as(drawn.err()).isZero();
        for (String end : new String[] {"", ".meta.json", ".queue.jsonl"}) {
            assertThat(Path.of(next + end))
                    .as("next.jsonl%s", end)
                    .hasSameTextualContentAs(Path.of(inputs, "refreshed", "next.jsonl" + end));
        }
    }
}
