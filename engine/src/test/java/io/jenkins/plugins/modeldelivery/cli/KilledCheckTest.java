package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Really kills a JVM that runs {@code traffic check} (SIGKILL where there are signals), before and after every write to the
 * API server and after each phase's reads; then either a second run goes on with its state, or {@code traffic restore}
 * cleans up. The route must equal the one before, the ledger hold no open lease.
 */
class KilledCheckTest {
    @TempDir
    Path directory;

    private final List<String> seen = new ArrayList<>();
    private volatile Process process;

    private int check(CheckSite site, Path home) throws Exception {
        // as long as the interval: two looks, however fast the machine is, so that each run sends the same requests
        process = site.check(
                home, "100ms", Map.of(), "--ledger", home.resolve("ledger").toString());
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void assertUntouched(CheckSite site, Path home, String stop) throws Exception {
        site.assertUntouched(stop);
        try (Ledger ledger = Ledger.on(DirectoryStore.open(home.resolve("ledger")))) {
            assertThat(ledger.leases().open()).as(stop).isEmpty();
        }
    }

    private Path home(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    @Test
    void shouldLeaveTheRouteAsItWasWhereverItIsKilled() throws Exception {
        try (CheckSite site = new CheckSite(directory)) {
            site.server.before(seen::add);
            Path whole = home("whole");
            int exitCode = check(site, whole);
            assertThat(exitCode).as(Files.readString(whole.resolve("log.txt"))).isIn(0, 3);
            assertUntouched(site, whole, "not killed");
            assertThat(whole.resolve("state.json")).doesNotExist();
        }
        List<String> requests = List.copyOf(seen);
        assertThat(requests).filteredOn(request -> request.startsWith("PUT")).hasSize(3);
        int killed = 0;
        for (int step = 0; step < requests.size(); step++) {
            boolean write = requests.get(step).startsWith("PUT");
            boolean beforeWrite =
                    step + 1 < requests.size() && requests.get(step + 1).startsWith("PUT");
            for (boolean before : write ? new boolean[] {true, false} : new boolean[] {false}) {
                if (write || beforeWrite) {
                    kill(step, before, killed++ % 2 == 0);
                }
            }
        }
        assertThat(killed).isGreaterThanOrEqualTo(8);
    }

    /** @param before whether the process dies before its request takes effect */
    private void kill(int step, boolean before, boolean goesOn) throws Exception {
        try (CheckSite site = new CheckSite(directory)) {
            AtomicInteger left = new AtomicInteger(step);
            if (before) {
                site.server.before(request -> {
                    if (left.getAndDecrement() == 0) {
                        process.destroyForcibly();
                        throw new IllegalStateException("dropped: its sender is dead");
                    }
                });
            } else {
                site.server.after(request -> {
                    if (left.getAndDecrement() == 0) {
                        process.destroyForcibly();
                    }
                });
            }
            Path home = home("step" + step + before);
            String stop = "killed " + (before ? "before " : "after ") + "request " + step + ", "
                    + (goesOn ? "gone on with" : "restored");
            assertThat(check(site, home)).as(stop).isGreaterThan(128);
            if (goesOn) {
                assertThat(check(site, home))
                        .as(stop + ": " + Files.readString(home.resolve("log.txt")))
                        .isIn(0, 3);
            } else {
                restore(site, home);
            }
            assertUntouched(site, home, stop);
        }
    }

    private static void restore(CheckSite site, Path home) throws Exception {
        List<Lease> open;
        try (Ledger ledger = Ledger.on(DirectoryStore.open(home.resolve("ledger")))) {
            open = ledger.leases().open();
        }
        for (Lease lease : open) {
            Cli.Result result = Cli.run(
                    "traffic",
                    "restore",
                    "--lease",
                    lease.id(),
                    "--ledger",
                    home.resolve("ledger").toString(),
                    "--kubeconfig",
                    site.kubeconfig().toString());
            assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        }
    }
}
