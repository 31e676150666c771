package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.Phase;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A rollback without a build keeps what it means to do before it does it, and what came of it before the next thing. */
@WithJenkins
class DirectRollbackOrderTest {
    private Site site;
    private WorkflowJob job;
    private List<String> before;

    @BeforeEach
    void start(JenkinsRule jenkins) throws Exception {
        site = new Site();
        site.setUp();
        job = Site.job(jenkins, "deliver", Site.promote("v1"), Site.promote("v2"));
        jenkins.buildAndAssertSuccess(job);
        before = Site.story();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void rollBack(DirectRollback.Host host) {
        Actor actor = new Actor("ada", "deliver/model-rollback", Optional.empty());
        RollbackRequest request = new RollbackRequest(Site.MODEL, "v1", "too many timeouts", actor);
        new DirectRollback(job, Site.environment("production", null), request, null, TaskListener.NULL, host).start();
    }

    @Test
    void shouldKeepEachStateBeforeTheNextThingHappens() throws Exception {
        List<String> kept = new ArrayList<>();
        Keeping host = new Keeping() {
            @Override
            void keep(Delivery state) throws Exception {
                List<String> story = Site.story();
                kept.add(state.phase() + ": " + story.subList(before.size(), story.size()) + ", live "
                        + (site.live().equals(Site.image("v1")) ? "v1" : "v2"));
            }
        };
        rollBack(host);
        assertThat(host.end.get(1, TimeUnit.MINUTES), is("ROLLED_BACK"));
        assertThat(
                kept,
                contains(
                        "PREPARED: [], live v2",
                        "DECIDED: [DECIDED v1], live v2",
                        "WATCHING: [DECIDED v1], live v1",
                        "DONE: [DECIDED v1, ROLLED_BACK v1], live v1"));
    }

    @Test
    void shouldChangeNothingWhenTheFirstStateCannotBeKept() throws Exception {
        assertNothingChanged(Phase.PREPARED, before);
    }

    @Test
    void shouldNotTouchTheClusterWhenTheDecisionCannotBeKept() throws Exception {
        List<String> decided = new ArrayList<>(before);
        decided.add("DECIDED v1");
        assertNothingChanged(Phase.DECIDED, decided);
    }

    private void assertNothingChanged(Phase full, List<String> story) throws Exception {
        int updates = site.cluster.api.updates().size();
        Keeping host = new Keeping() {
            @Override
            void keep(Delivery state) {
                if (state.phase() == full) {
                    throw new UncheckedIOException(new IOException("No space left on device"));
                }
            }
        };
        rollBack(host);
        assertThat(host.end.get(1, TimeUnit.MINUTES), containsString("No space left on device"));
        assertThat(Site.story(), is(story));
        assertThat(site.cluster.api.updates().size(), is(updates));
    }

    private abstract static class Keeping implements DirectRollback.Host {
        final CompletableFuture<String> end = new CompletableFuture<>();

        abstract void keep(Delivery state) throws Exception;

        @Override
        public void keep(@NonNull String state) {
            try {
                keep(Delivery.parse(state));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void ended(@NonNull Delivery last) {
            end.complete(last.outcome().name());
        }

        @Override
        public void failed(@NonNull String why) {
            end.complete(why);
        }
    }
}
