package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An API server that does not accept a request says nothing about a version: exit code 4, not that of a verdict. */
class RefusedByClusterTest {
    @TempDir
    Path directory;

    private CheckSite site;

    @BeforeEach
    void start() throws Exception {
        site = new CheckSite(directory);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Cli.Result check() {
        return site.run(
                directory, "200ms", "--ledger", directory.resolve("ledger").toString());
    }

    private void assertRefused(Cli.Result result, int code) {
        assertThat(result.err().strip()).hasLineCount(1);
        assertEndsWith(result, code);
    }

    private void assertEndsWith(Cli.Result result, int code) {
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(result.err().strip())
                .endsWith("model-delivery: Cannot update HTTPRoute prod/scorer: "
                        + (code == 403 ? "the cluster forbids it (403)" : "the API server refuses it (" + code + ")")
                        + ": told to refuse");
    }

    private void assertNoLease() throws Exception {
        try (Ledger ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")))) {
            assertThat(ledger.leases().open()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 415, 422})
    void shouldTellItOfARouteThatMayNotBeSplit(int code) throws Exception {
        site.server.refuse(code, request -> request.startsWith("PUT"));
        assertRefused(check(), code);
        site.assertUntouched("preflight");
        assertNoLease();
        site.server.refuse(code, request -> request.startsWith("PUT") && !request.contains("dryRun"));
        assertRefused(check(), code);
        site.assertUntouched("split");
        assertNoLease();
    }

    @Test
    void shouldTellItOfARouteThatMayNotBePutBack() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        site.server.refuse(
                422,
                request -> request.startsWith("PUT") && !request.contains("dryRun") && writes.incrementAndGet() > 1);
        Cli.Result refused = check();
        assertEndsWith(refused, 422);
        assertThat(site.isSplit()).isTrue();
        List<String> leases = new ArrayList<>();
        try (Ledger ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")))) {
            ledger.leases().open().forEach(lease -> leases.add(lease.id()));
        }
        assertThat(leases).as("anybody may put it back later").hasSize(1);
        assertThat(refused.err())
                .startsWith("model-delivery: the route may still be split; lease " + leases.get(0))
                .contains("traffic restore --lease " + leases.get(0))
                .hasLineCount(2);
        assertRefused(restore(leases.get(0)), 422);
        site.server.refuse(0, request -> false);
        assertThat(restore(leases.get(0)).exitCode()).isEqualTo(ExitCode.PASS);
        site.assertUntouched("restored");
        assertNoLease();
    }

    private Cli.Result restore(String lease) {
        return Cli.run(
                "traffic",
                "restore",
                "--lease",
                lease,
                "--ledger",
                directory.resolve("ledger").toString(),
                "--kubeconfig",
                site.kubeconfig().toString());
    }
}
