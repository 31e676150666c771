package io.jenkins.plugins.modeldelivery.ledger;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Server;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Really kills JVMs (SIGKILL where there are signals) at each step of an append, and goes on with what they left. */
@ExtendWith(S3Server.Extension.class)
class KilledWriterTest {
    @TempDir
    Path directory;

    @Test
    void shouldLeaveADirectoryThatTheNextWriterContinues() throws Exception {
        List<String> stops = killAtEveryStep(DirectoryStore.open(directory), directory.toString());
        assertThat(stops).hasSizeGreaterThanOrEqualTo(20).anyMatch(stop -> stop.contains("linked"));
    }

    @Test
    void shouldLeaveABucketThatTheNextWriterContinues(S3Server server) throws Exception {
        ObjectStore store = S3Store.open(server.settings("killed"), S3Server.credentials());
        List<String> stops = killAtEveryStep(store, "killed", Integer.toString(server.port()));
        assertThat(stops).hasSize(6);
    }

    private static List<String> killAtEveryStep(ObjectStore store, String... place) throws Exception {
        List<String> stops = new ArrayList<>();
        long known = 0;
        while (true) {
            String said = killedWriter(stops.size() + 1, place);
            LedgerVerification verification = LedgerVerification.of(Ledger.on(store));
            assertThat(verification.problems()).as(said).isEmpty();
            assertThat(verification.decisions()).as(said).isBetween(known, known + 1);
            Decision next = Ledger.on(store).decisions().append(Drafts.promoted("production", "after-" + stops.size()));
            assertThat(next.seq()).as(said).isEqualTo(verification.decisions() + 1);
            known = next.seq();
            if (said.equals("DONE")) {
                break;
            }
            stops.add(said);
        }
        LedgerVerification end = LedgerVerification.of(Ledger.on(store));
        assertThat(end.verdict()).as(end.toText()).isEqualTo(Verdict.PASS);
        assertThat(Ledger.on(store).decisions().tail(MODEL, "production", 1000)).hasSize((int) known);
        return stops;
    }

    private static String killedWriter(int step, String... place) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MortalWriter.class.getName(),
                Integer.toString(step)));
        command.addAll(List.of(place));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            assertThat(line).as("what the writer says first").matches("DONE|STOPPED .*");
            return line;
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
