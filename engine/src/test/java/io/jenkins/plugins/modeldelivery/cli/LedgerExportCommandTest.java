package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An export that somebody relies on is replaced by a whole one, or stays, whatever becomes of the next. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LedgerExportCommandTest {
    private static final String OLD = "the export of yesterday\n";

    /** Comes last among the decisions, when others have been written already. */
    private static final String LAST = "models/intent/decisions/000000000003.json";

    @TempDir
    Path directory;

    private Path ledger;
    private Path export;

    @BeforeEach
    void fill() throws Exception {
        ledger = directory.resolve("ledger");
        export = Files.writeString(
                Files.createDirectory(directory.resolve("out")).resolve("export.jsonl"), OLD);
        Ledger filled = Ledger.on(DirectoryStore.open(ledger));
        filled.versions().register(Drafts.version("1.0"));
        filled.decisions().append(Drafts.promoted("production", "1.0"));
        filled.decisions().append(Drafts.promoted("production", "1.1").withReason("r".repeat(4000)));
    }

    private Cli.Result export() {
        return Cli.run("ledger", "export", "--ledger", ledger.toString(), "--output", export.toString());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void assertKept(Cli.Result result, int exitCode) throws IOException {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        assertThat(result.err()).hasLineCount(1);
        assertThat(export).hasContent(OLD);
        assertThat(names()).containsExactly("export.jsonl");
    }

    @Test
    void shouldReplaceTheOldExport() throws Exception {
        assertThat(export().exitCode()).isZero();
        assertThat(Files.readAllLines(export)).hasSize(3).allMatch(line -> line.endsWith("}"));
        assertThat(names()).containsExactly("export.jsonl");
    }

    @Test
    void shouldKeepTheOldExportWhenAnObjectIsDamaged() throws Exception {
        Files.writeString(ledger.resolve(LAST), "{\"half\":");
        Cli.Result result = export();
        assertThat(result.err()).contains(LAST);
        assertKept(result, ExitCode.BAD_INPUT);
    }

    @Test
    void shouldKeepTheOldExportWhenTheStoreFailsHalfWay() throws Exception {
        Path object = ledger.resolve(LAST);
        Path shortName =
                Files.createTempDirectory("s").resolve("socket"); // a socket's path is short; open() refuses it
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(shortName));
            Files.createLink(object, shortName);
            Cli.Result result = export();
            assertThat(result.err()).contains(LAST, "cannot be used");
            assertKept(result, ExitCode.UNREACHABLE);
        } finally {
            Files.delete(shortName);
            Files.delete(shortName.getParent());
        }
    }

    @Test
    void shouldSayWhenTheDiskIsFull() {
        Cli.Result result = Cli.run("ledger", "export", "--ledger", ledger.toString(), "--output", "/dev/full");
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains("could not be written");
    }

    @Test
    void shouldKeepTheOldExportWhenThereIsNoRoomForTheNewOne() throws Exception {
        Process process = start("ulimit -f 1; exec \"$@\"");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(directory.resolve("log.txt")).content().contains("could not be written");
        assertThat(export).hasContent(OLD);
        assertThat(names()).containsExactly("export.jsonl");
    }

    @Test
    void shouldKeepTheOldExportWhenItIsKilled() throws Exception {
        // Nobody writes into this pipe, so the export stops in the middle of its work.
        new ProcessBuilder("mkfifo", ledger.resolve(LAST).toString()).start().waitFor();
        Process process = start("exec \"$@\"");
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> names().size() > 1);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(export).hasContent(OLD);
        Files.delete(ledger.resolve(LAST));
        assertThat(export().exitCode()).isZero();
        assertThat(names()).as("nothing is left of the killed one").containsExactly("export.jsonl");
    }

    private Process start(String script) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("ledger", "export", "--ledger", ledger.toString(), "--output", export.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log.txt").toFile())
                .start();
    }
}
