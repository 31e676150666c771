package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What nobody foresaw ends in one line and in an exit code that no verdict has. */
class UnforeseenTest {
    @TempDir
    Path directory;

    private final StringWriter err = new StringWriter();

    @Command(name = "break")
    private record Break(Throwable how) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            if (how instanceof Error error) {
                throw error;
            }
            throw (Exception) how;
        }
    }

    private int broken(Throwable how) {
        CommandLine line = Main.commandLine().addSubcommand(new Break(how)).setErr(new PrintWriter(err));
        return Main.execute(line, "break");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IllegalStateException.class,
                NullPointerException.class,
                InterruptedException.class,
                OutOfMemoryError.class,
                StackOverflowError.class
            })
    void shouldTellWhatBrokeInOneLine(Class<? extends Throwable> kind) throws Exception {
        assertThat(broken(kind.getDeclaredConstructor().newInstance())).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString())
                .hasLineCount(1)
                .startsWith("model-delivery: ")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldTellWhichFileCouldNotBeWritten() {
        assertThat(broken(new UncheckedIOException("--state x cannot be written: disk full", new IOException())))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString()).isEqualToIgnoringNewLines("model-delivery: --state x cannot be written: disk full");
    }

    @Test
    void shouldNotPassWithAReportThatNobodyGot() throws Exception {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("no space left on device");
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing to let go
            }
        };
        Path contract = Files.writeString(directory.resolve("contract.json"), "{\"$defs\": {\"output\": {}}}");
        Path records = Files.writeString(directory.resolve("records.jsonl"), "{\"output\": 1}\n");
        String[] args = {"schema", "--contract", contract.toString(), "--records", records.toString()};
        assertThat(Main.execute(Main.commandLine().setOut(new PrintWriter(new StringWriter())), args))
                .isZero();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(full)).setErr(new PrintWriter(err));
        assertThat(Main.execute(line, args)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString()).hasLineCount(1).contains("standard output");
    }
}
