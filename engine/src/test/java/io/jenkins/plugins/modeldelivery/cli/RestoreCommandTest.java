package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.cluster.Kubeconfig;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code traffic restore} against an API server, with leases whose time is over and whose time is not. */
class RestoreCommandTest {
    private static final Duration OVER = Duration.ofMinutes(-10);

    @TempDir
    Path directory;

    private final RouteRequest route = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
    private CheckSite site;

    @BeforeEach
    void start() throws Exception {
        site = new CheckSite(directory);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    /** Splits as a Jenkins did that is dead by now. */
    private void split(RouteRequest request, String cluster, String lease, Duration left) throws Exception {
        try (Ledger ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")))) {
            Instant until = Instant.now().plus(left);
            Clock then = Clock.offset(Clock.systemUTC(), left.minusMinutes(5));
            new RouteLeases(site.objects, ledger.leases(), cluster, then, duration -> {})
                    .shift(request, lease, "build 1", until);
        }
    }

    private String cluster() throws Exception {
        return Kubeconfig.read(site.kubeconfig(), null).name();
    }

    private Cli.Result restore(String... which) {
        List<String> args = new ArrayList<>(List.of("traffic", "restore"));
        args.addAll(List.of(which));
        args.addAll(List.of("--ledger", directory.resolve("ledger").toString()));
        args.addAll(List.of("--kubeconfig", site.kubeconfig().toString()));
        return Cli.run(args.toArray(String[]::new));
    }

    @Test
    void shouldPutBackWhatIsPastItsTimeAndNothingElse() throws Exception {
        split(route, cluster(), "l1", OVER);
        RouteRequest other = Samples.request(Router.VIRTUAL_SERVICE, Mode.WEIGHT);
        split(other, cluster(), "l2", Duration.ofMinutes(10));
        assertThat(site.isSplit()).isTrue();
        Cli.Result result = restore("--expired");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.PASS);
        assertThat(result.out().strip()).isEqualTo("RESTORED: HTTPRoute prod/scorer is exactly as before");
        site.assertUntouched("restored");
        assertThat(site.objects.at(other.key().path()).orElseThrow().toString()).contains("\"l2\\\"", "scorer-next");
        Cli.Result again = restore("--expired");
        assertThat(again.exitCode()).isEqualTo(ExitCode.PASS);
        assertThat(again.out().strip()).isEqualTo("No lease is past its time.");
        try (Ledger ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")))) {
            assertThat(ledger.leases().open())
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.id()).isEqualTo("l2"));
        }
    }

    @Test
    void shouldEndWithOneWhereSomebodyMustLook() throws Exception {
        split(route, cluster(), "l1", OVER);
        var object = site.objects.at(route.key().path()).orElseThrow();
        object.withObject("/metadata").remove("annotations");
        site.objects.put(route.key().path(), object);
        Cli.Result result = restore("--expired");
        assertThat(result.exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(result.out().strip()).hasLineCount(1).startsWith("FOREIGN_SPLIT: HTTPRoute prod/scorer");
    }

    /** The same cluster under another address, as through a tunnel, or another cluster: nobody may take that for done. */
    @Test
    void shouldNotCallItDoneWhereTheLeaseIsOnAnotherCluster() throws Exception {
        split(route, "c2.example.com", "l1", OVER);
        Cli.Result expired = restore("--expired");
        assertThat(expired.exitCode()).isEqualTo(ExitCode.PASS);
        assertThat(expired.out().strip())
                .isEqualTo("No lease of cluster " + cluster()
                        + " is past its time; of others: l1 (c2.example.com), see --cluster.");
        Cli.Result one = restore("--lease", "l1");
        assertThat(one.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(one.err().strip())
                .isEqualTo("model-delivery: Lease l1 is on cluster c2.example.com, this one is called " + cluster()
                        + "; if they are the same, give --cluster c2.example.com");
        assertThat(site.isSplit()).isTrue();
        Cli.Result named = restore("--expired", "--cluster", "c2.example.com");
        assertThat(named.exitCode()).as(named.err()).isEqualTo(ExitCode.PASS);
        site.assertUntouched("restored");
    }

    @Test
    void shouldTellOfALeaseThatCannotBeRead() throws Exception {
        split(route, cluster(), "l1", OVER);
        Path damaged = directory.resolve("ledger/leases/c2/HTTPRoute/prod/other.json");
        Files.createDirectories(damaged.getParent());
        Files.writeString(damaged, "{\"schema\":");
        assertThat(restore("--expired").out()).startsWith("RESTORED");
        Cli.Result result = restore("--expired");
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains("leases/c2/HTTPRoute/prod/other.json");
    }
}
