package io.jenkins.plugins.modeldelivery.rollback;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.rollback.RollbackRecord.State;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** In which word a rollback's state is told, while something of it runs on the controller and when nothing does. */
@WithJenkins
class RollbackRecordTest {
    private static final boolean RUNS = false;
    private static final boolean IDLE = true;

    private RollbackRecord record;

    @BeforeEach
    void begin(JenkinsRule jenkins) {
        record = new RollbackRecord(
                Site.MODEL, Site.environment("production", null), "v1", "v2", "oncall", "it was bad", Instant.EPOCH);
    }

    /** Who sees an end starts the next one, and must not be told that this one is running. */
    @Test
    void shouldTellTheEndWhenNothingRunsAnyMore() {
        record.end(State.DONE, "ROLLED_BACK", "", Instant.EPOCH.plusSeconds(1));
        assertThat(record.shown(RUNS), is("RUNNING"));
        assertThat(record.tone(RUNS), is("inconclusive"));
        assertThat(record.shown(IDLE), is("ROLLED_BACK"));
        assertThat(record.tone(IDLE), is("pass"));
    }

    @Test
    void shouldTellOfAStopUntilNothingRunsAnyMore() {
        assertThat(record.stop("oncall"), is(true));
        assertThat(record.shown(RUNS), is("STOPPING"));
        record.end(State.FAILED, "REVERTED", "stopped by oncall", Instant.EPOCH.plusSeconds(1));
        assertThat(record.shown(RUNS), is("STOPPING"));
        assertThat(record.shown(IDLE), is("REVERTED"));
    }

    @Test
    void shouldTellThatItWasCutOffWhenNothingRunsAndItHasNoEnd() {
        assertThat(record.shown(RUNS), is("RUNNING"));
        assertThat(record.shown(IDLE), is("INTERRUPTED"));
        assertThat(record.isResumable(), is(true));
    }

    @Test
    void shouldTellTheBareStateOfAnEndWithoutOutcome() {
        record.end(State.FAILED, "", "the cluster could not be reached", Instant.EPOCH.plusSeconds(1));
        assertThat(record.message(RUNS), is(""));
        assertThat(record.message(IDLE), is("the cluster could not be reached"));
        assertThat(record.shown(IDLE), is("FAILED"));
    }
}
