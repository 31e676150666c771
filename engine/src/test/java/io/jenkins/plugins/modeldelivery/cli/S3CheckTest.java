package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.S3Server;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The ledger of {@code traffic check} and {@code traffic restore} in S3, reached with credentials of the environment. */
@ExtendWith(S3Server.Extension.class)
class S3CheckTest {
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY);

    private final String prefix = "t" + UUID.randomUUID();

    @TempDir
    Path directory;

    private S3Server s3;

    @BeforeEach
    void find(S3Server server) {
        s3 = server;
    }

    private String[] ledger() {
        return new String[] {
            "--ledger", "s3://" + S3Server.BUCKET + "/" + prefix, "--endpoint-url", s3.endpoint(), "--path-style"
        };
    }

    private List<Lease> open() throws Exception {
        try (Ledger ledger = Ledger.on(S3Store.open(s3.settings(prefix), S3Server.credentials()))) {
            return ledger.leases().open();
        }
    }

    private String log() throws Exception {
        return Files.readString(directory.resolve("log.txt"));
    }

    private int restore(CheckSite site, String... which) throws Exception {
        String[] ledger = ledger();
        String[] command = new String[3 + which.length + ledger.length];
        command[0] = "restore";
        command[1] = "--kubeconfig";
        command[2] = site.kubeconfig().toString();
        System.arraycopy(which, 0, command, 3, which.length);
        System.arraycopy(ledger, 0, command, 3 + which.length, ledger.length);
        return end(CheckSite.traffic(directory, KEYS, command));
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void shouldTestAndLeaveNoOpenLease() throws Exception {
        try (CheckSite site = new CheckSite(directory)) {
            int exitCode = end(site.check(directory, "200ms", KEYS, ledger()));
            assertThat(exitCode).as(log()).isIn(ExitCode.PASS, ExitCode.INCONCLUSIVE);
            site.assertUntouched(log());
            assertThat(open()).isEmpty();
        }
    }

    /** One machine dies; another one with the same ledger puts the route back. */
    @Test
    void shouldPutBackWhatAKilledMachineLeft() throws Exception {
        try (CheckSite site = new CheckSite(directory)) {
            Process check = site.check(directory, "300s", KEYS, ledger());
            await().atMost(Duration.ofSeconds(60)).until(site::isSplit);
            check.destroyForcibly().waitFor();
            assertThat(open()).hasSize(1);
            assertThat(restore(site, "--expired")).as(log()).isZero();
            assertThat(log()).contains("No lease is past its time");
            assertThat(site.isSplit()).as("not before its time").isTrue();
            assertThat(restore(site, "--lease", open().get(0).id())).as(log()).isZero();
            assertThat(log()).contains("RESTORED");
            site.assertUntouched(log());
            assertThat(open()).isEmpty();
        }
    }

    @Test
    void shouldChangeNothingWithWrongOrMissingCredentials() throws Exception {
        for (Map<String, String> keys : List.of(
                Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", "a-wrong-secret"),
                Map.of("AWS_EC2_METADATA_DISABLED", "true", "HOME", directory.toString()))) {
            try (CheckSite site = new CheckSite(directory)) {
                int exitCode = end(site.check(directory, "200ms", keys, ledger()));
                assertThat(exitCode).as(log()).isEqualTo(ExitCode.UNREACHABLE);
                assertThat(log().strip())
                        .hasLineCount(1)
                        .contains(S3Server.BUCKET)
                        .doesNotContain("a-wrong-secret", S3Server.SECRET_KEY);
                site.assertUntouched(log());
            }
        }
        assertThat(open()).isEmpty();
    }
}
