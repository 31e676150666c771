package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.LeaseTarget;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For how long an operation or a lease may hold what it works on, and how it is freed before. */
class HeldTest {
    @TempDir
    Path directory;

    private World world;
    private EnvironmentDecisions decisions;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory).running(World.image("v1"));
        decisions = new EnvironmentDecisions(world.ledger, world.time);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private static Environment.Timing timing(Duration rollout, Duration settle, Duration poll, Duration patience) {
        return new Environment.Timing(rollout, settle, poll, patience, Duration.ZERO);
    }

    private Environment slow(Environment.Timing timing) throws Exception {
        return Environment.of("production", world.environment.workload(), "model", "", Set.of(), timing);
    }

    private EnvironmentStatus status() throws Exception {
        WorkloadClient workload =
                new WorkloadClient(new KubernetesObjects(world.client), world.environment.workload(), "model");
        return EnvironmentStatus.look(world.environment, World.MODEL, workload, world.ledger, world.time);
    }

    @Test
    void shouldCutTimesThatWereStoredBeforeThereWasALimit() throws Exception {
        Duration day = Duration.ofDays(1);
        Duration most = Duration.ofHours(6);
        Environment cut = slow(timing(day, day, day, day));
        assertThat(cut.timing()).isEqualTo(timing(most, most, most, most));
        assertThat(cut.warnings())
                .hasSize(4)
                .contains("environment production: rollout is 86400 s; at most 6 h are waited, so it is cut to that");
        assertThat(slow(timing(most, most, most, most)).warnings()).isEmpty();
    }

    @Test
    void shouldHoldAnEnvironmentForADayAtMost() throws Exception {
        Duration most = Duration.ofHours(6);
        world.environment = slow(timing(most, most, Duration.ofSeconds(2), Duration.ofSeconds(20)));
        Delivery d = world.begin("v2");
        assertThat(d.draft().details().until()).contains(world.time.instant().plus(Duration.ofDays(1)));
    }

    @Test
    void shouldNotBelieveADecisionThatWantsMore() throws Exception {
        Instant far = world.time.instant().plus(Duration.ofDays(300));
        DecisionDraft draft = DecisionDraft.of(
                        World.MODEL,
                        "production",
                        Decision.Kind.DECIDED,
                        Target.of("v2", World.digest("v2")),
                        "bea",
                        "")
                .withDetails(DecisionDetails.of(DecisionDetails.Action.ROLLBACK)
                        .claiming(World.image("v1"), "a job that is gone", far));
        world.ledger.decisions().append(draft);
        world.time.pass(Duration.ofHours(23));
        assertThatThrownBy(() -> world.begin("v3")).isInstanceOf(RefusedException.class);
        world.time.pass(Duration.ofHours(2));
        assertThat(world.promote("v3").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.story()).startsWith("DECIDED v2", "FAILED v2", "DECIDED v3");
    }

    @Test
    void shouldFreeWhatNobodyIsAtAnyMore() throws Exception {
        Delivery gone = world.until(world.begin("v2"), Phase.DECIDED);
        String freeing = "when nobody is at it any more, 'ledger end " + gone.operation() + " --reason TEXT' frees it";
        assertThatThrownBy(() -> world.promotion()
                        .prepare(new PromotionRequest(
                                World.MODEL, "v3", Optional.empty(), Optional.empty(), World.actor("other"))))
                .isInstanceOf(RefusedException.class)
                .hasMessageEndingWith(freeing);
        assertThat(status().reasons()).anyMatch(line -> line.endsWith(freeing));
        Decision ended = decisions.end(gone.operation(), "ada", "its agent is gone");
        assertThat(ended.kind()).isEqualTo(Decision.Kind.FAILED);
        assertThat(ended.explanation()).isEqualTo("ended by ada: its agent is gone");
        assertThat(world.promote("v3").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.drive(gone, new ArrayList<>()).outcome())
                .as("who comes back after all")
                .isIn(Outcome.FAILED, Outcome.SUPERSEDED);
        assertThat(world.live()).isEqualTo(World.image("v3"));
    }

    @Test
    void shouldTakeBackWhatWasEndedWhileItWasWatched() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.WATCHING);
        decisions.end(d.operation(), "ada", "it hangs");
        Delivery end = world.drive(d, new ArrayList<>());
        assertThat(end.outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(end.failure()).isEqualTo("ended by ada: it hangs");
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test
    void shouldEndOnlyWhatHoldsAnEnvironment() throws Exception {
        Delivery done = world.promote("v2");
        assertThatThrownBy(() -> decisions.end(done.operation(), "ada", "why not"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(" ended already: PROMOTED at ");
        assertThatThrownBy(() -> decisions.end("nothing", "ada", "why not"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("There is no operation 'nothing' among the last 256 decisions");
        lease("lease-1", Duration.ofHours(1));
        assertThatThrownBy(() -> decisions.end("lease-1", "ada", "why not"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'traffic restore --lease lease-1' puts the route back");
    }

    private Lease lease(String id, Duration time) throws Exception {
        String cluster = ClusterConnection.to(world.cluster.api.url()).name();
        LeaseTarget target = LeaseTarget.of(cluster, "HTTPRoute", "prod", "scorer");
        return world.ledger
                .leases()
                .create(target, id, "build 7", world.time.instant().plus(time), Json.object());
    }

    @Test
    void shouldNameTheLeasesOfTheNamespace() throws Exception {
        world.promote("v2");
        Lease lease = lease("lease-1", Duration.ofHours(1));
        assertThat(status().leases())
                .isEqualTo(List.of(lease.target() + " is leased by build 7 until " + lease.until()
                        + " (lease lease-1, PREPARED); 'traffic restore --lease lease-1' puts it back"));
        assertThat(status().toText()).contains("is leased by build 7");
    }

    @Test
    void shouldLeaseForADayAtMost() throws Exception {
        Lease lease = lease("lease-1", Duration.ofDays(300));
        assertThat(lease.isOverdue(world.time.instant().plus(Duration.ofHours(23))))
                .isFalse();
        assertThat(lease.isOverdue(world.time.instant().plus(Duration.ofHours(25))))
                .isTrue();
    }
}
