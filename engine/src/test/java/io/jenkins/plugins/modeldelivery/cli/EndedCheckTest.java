package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A {@code traffic check} that is asked to end while traffic is split puts the route back before it does. */
@DisabledOnOs(OS.WINDOWS)
class EndedCheckTest {
    private static final int SIGNALLED = 128;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"TERM, 15", "INT, 2"})
    void shouldPutTheRouteBackBeforeItEnds(String signal, int number) throws Exception {
        assumeTrue(!isIgnored(number), "SIG" + signal + " is ignored here, and by every process started from here");
        try (CheckSite site = new CheckSite(directory)) {
            Process process = site.check(
                    directory,
                    "300s",
                    Map.of(),
                    "--ledger",
                    directory.resolve("ledger").toString());
            await().atMost(Duration.ofSeconds(60)).until(site::isSplit);
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String log = Files.readString(directory.resolve("log.txt"));
            assertThat(process.exitValue()).as(log).isEqualTo(SIGNALLED + number);
            site.assertUntouched("SIG" + signal + ": " + log);
            assertThat(log)
                    .contains("model-delivery: interrupted")
                    .contains("INCONCLUSIVE live traffic: ")
                    .contains("exactly as before")
                    .doesNotContain("Exception");
            assertThat(directory.resolve("state.json"))
                    .as("a next run begins anew")
                    .doesNotExist();
            try (Ledger ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")))) {
                assertThat(ledger.leases().open()).isEmpty();
            }
        }
    }

    /** A shell without job control has its background processes ignore Ctrl-C, and that is inherited. */
    private static boolean isIgnored(int signal) throws Exception {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .map(line -> Long.parseUnsignedLong(
                                line.substring(line.indexOf(':') + 1).strip(), 16))
                        .anyMatch(mask -> (mask >> (signal - 1) & 1) == 1);
    }
}
