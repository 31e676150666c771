package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.jenkins.notification.DeliveryListener;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A rollback without a build is told of like any other. */
@WithJenkins
class DirectRollbackTest {
    private static final String PAGE = "https://jenkins.example.com/job/deliver/model-rollback/operation/1/";

    @TestExtension
    public static final class Heard extends DeliveryListener {
        final List<Event> events = new CopyOnWriteArrayList<>();

        @Override
        public void onEvent(@NonNull Event event, Run<?, ?> run) {
            events.add(event);
        }
    }

    @Test
    void shouldTellThoseWhoListen(JenkinsRule jenkins) throws Exception {
        try (Site site = new Site()) {
            site.setUp();
            WorkflowJob job = Site.job(jenkins, "deliver", Site.promote("v1"), Site.promote("v2"));
            jenkins.buildAndAssertSuccess(job);
            Heard heard = ExtensionList.lookupSingleton(Heard.class);
            heard.events.clear();
            Actor actor = new Actor("ada", "deliver/model-rollback", Optional.of(PAGE));
            CompletableFuture<Delivery> end = new CompletableFuture<>();
            new DirectRollback(
                            job,
                            Site.environment("production", null),
                            new RollbackRequest(Site.MODEL, "v1", "too many timeouts", actor),
                            null,
                            TaskListener.NULL,
                            new Waiting(end))
                    .start();
            end.get(1, TimeUnit.MINUTES);
            assertThat(site.live(), is(Site.image("v1")));
            assertThat(heard.events.stream().map(Event::kind).toList(), contains(EventKind.ROLLED_BACK));
            assertThat(heard.events.get(0).buildUrl(), is(Optional.of(PAGE)));
        }
    }

    private record Waiting(CompletableFuture<Delivery> end) implements DirectRollback.Host {
        @Override
        public void keep(@NonNull String state) {
            // nothing restarts here
        }

        @Override
        public void ended(@NonNull Delivery delivery) {
            end.complete(delivery);
        }

        @Override
        public void failed(@NonNull String why) {
            end.completeExceptionally(new IllegalStateException(why));
        }
    }
}
