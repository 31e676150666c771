package io.jenkins.plugins.modeldelivery.rollback;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.jenkins.notification.DeliveryListener;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A rollback without a build is told of like any other, and keeps what it means to do before it does it. */
@WithJenkins
class RollbackRunTest {
    @TempDir
    Path directory;

    private JenkinsRule jenkins;
    private Site site;
    private FreeStyleProject job;

    @TestExtension
    public static final class Heard extends DeliveryListener {
        final List<Event> events = new CopyOnWriteArrayList<>();

        @Override
        public void onEvent(@NonNull Event event, Run<?, ?> run) {
            events.add(event);
        }
    }

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new Site();
        job = RollbackSite.setUp(jenkins, site);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void shouldTellThoseWhoListen() throws Exception {
        Heard heard = ExtensionList.lookupSingleton(Heard.class);
        heard.events.clear();
        RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "too many timeouts");
        RollbackOperation operation = RollbackSite.await(job, "ROLLED_BACK");
        assertThat(site.live(), is(Site.image("v1")));
        assertThat(heard.events.stream().map(Event::kind).toList(), contains(EventKind.ROLLED_BACK));
        assertThat(
                heard.events.get(0).buildUrl().orElse(""),
                endsWith("/job/deliver/model-rollback/operation/" + operation.getId() + "/"));
    }

    @Test
    void shouldChangeNothingWhenTheFirstStateCannotBeKept() throws Exception {
        List<String> story = Site.story();
        int updates = site.cluster.api.updates().size();
        RollbackRecord record = new RollbackRecord(
                Site.MODEL,
                Site.environment("production", null),
                "v1",
                "v2",
                "ada",
                "too many timeouts",
                Instant.now());
        Path full = Files.createFile(directory.resolve("full"));
        CountDownLatch over = new CountDownLatch(1);
        new RollbackRun(
                        job,
                        record,
                        new RollbackRecord.Folder(full.resolve("1")),
                        new RollbackRequest(
                                Site.MODEL,
                                "v1",
                                "too many timeouts",
                                new Actor("ada", "deliver/model-rollback", Optional.empty())),
                        null,
                        TaskListener.NULL,
                        over::countDown)
                .start();
        assertThat(over.await(1, TimeUnit.MINUTES), is(true));
        assertThat(record.shown(true), is("FAILED"));
        assertThat(record.message(true), containsString("full"));
        assertThat(Site.story(), is(story));
        assertThat(site.cluster.api.updates().size(), is(updates));
    }
}
