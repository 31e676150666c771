package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentHistory;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import io.jenkins.plugins.modeldelivery.recording.ServedVersions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rollback page offers must be what a rollback accepts. */
class ServedVersionTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory).running(World.image("v1"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void shouldOfferNothingWhereNothingServed() throws Exception {
        assertThat(ServedVersion.of(world.decisions())).isEmpty();
        EnvironmentHistory history = EnvironmentHistory.of(world.ledger, World.MODEL, "production");
        assertThat(history.serving()).isEmpty();
        assertThat(history.served()).isEmpty();
    }

    @Test
    void shouldTellWhatBecameOfEachVersionTheLastToComeFirst() throws Exception {
        world.promote("v1");
        world.promote("v2");
        world.rollback("v1");
        world.promote("v3");
        assertThat(marks()).containsExactly("v3 GOOD now", "v1 GOOD previous", "v2 ROLLED_BACK");
    }

    @Test
    void shouldMarkAVersionThatDidNotComeUpTheLastTime() throws Exception {
        world.promote("v1");
        world.promote("v2");
        world.promote("v3");
        world.cluster.fate(World.image("v1"), Fate.CRASHES);
        assertThat(world.promote("v1").outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(marks()).containsExactly("v3 GOOD now", "v2 GOOD previous", "v1 FAILED");
    }

    @Test
    void shouldNotOfferWhatOnlyFailed() throws Exception {
        world.promote("v1");
        world.cluster.fate(World.image("v2"), Fate.CRASHES);
        world.promote("v2");
        assertThat(marks()).containsExactly("v1 GOOD now");
    }

    @Test
    void shouldOfferExactlyWhatARollbackAccepts() throws Exception {
        world.cluster.fate(World.image("v4"), Fate.CRASHES);
        for (String step : List.of("v1", "v2", "<v1", "v3", "v4", "<v2", "<v3")) {
            if (step.startsWith("<")) {
                world.rollback(step.substring(1));
            } else {
                world.promote(step);
            }
            for (ServedVersion offered : ServedVersion.of(world.decisions())) {
                assertThat(ServedVersions.target(
                                world.decisions(), offered.target().version(), Optional.empty()))
                        .as(step)
                        .isEqualTo(offered.target());
                assertThat(offered.image())
                        .contains(World.image(offered.target().version()));
                assertThat(offered.now())
                        .isEqualTo(World.image(offered.target().version()).equals(world.live()));
            }
        }
    }

    @Test
    void shouldCountTheTimeOfServiceFromTheArrivalAndNotFromAFailedAttemptAtAnother() throws Exception {
        world.promote("v1");
        var arrived =
                EnvironmentHistory.of(world.ledger, World.MODEL, "production").since();
        world.cluster.fate(World.image("v2"), Fate.CRASHES);
        assertThat(world.promote("v2").outcome()).isEqualTo(Outcome.REVERTED);
        EnvironmentHistory now = EnvironmentHistory.of(world.ledger, World.MODEL, "production");
        assertThat(now.since()).isEqualTo(arrived);
        assertThat(now.serving().orElseThrow().version()).isEqualTo("v1");
        assertThat(now.trouble()).isEmpty();
        assertThat(now.open()).isEmpty();
    }

    @Test
    void shouldTellWhatIsUnderWay() throws Exception {
        world.promote("v1");
        world.until(world.begin("v2"), Phase.WATCHING);
        EnvironmentHistory now = EnvironmentHistory.of(world.ledger, World.MODEL, "production");
        assertThat(now.open())
                .singleElement()
                .satisfies(d -> assertThat(d.to().version()).isEqualTo("v2"));
        assertThat(now.serving().orElseThrow().version()).isEqualTo("v1");
    }

    private List<String> marks() throws Exception {
        return ServedVersion.of(world.decisions()).stream()
                .map(v -> v.target().version() + " " + v.mark() + (v.now() ? " now" : "")
                        + (v.previous() ? " previous" : ""))
                .toList();
    }
}
