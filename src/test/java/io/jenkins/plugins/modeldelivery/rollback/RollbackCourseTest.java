package io.jenkins.plugins.modeldelivery.rollback;

import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.await;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.last;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.page;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.post;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.request;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.secure;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.setUp;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import java.util.List;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** How a rollback goes on: one at a time, through a restart, a failure, a stop, an agent. */
class RollbackCourseTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = new Site();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void shouldRunOnlyOneAtATimeInAnEnvironment() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins, site);
            site.cluster.fate(Site.image("v1"), Fate.HANGS);
            RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "first");
            site.awaitLive("v1");
            WebResponse second = RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "second");
            assertThat(second.getStatusCode(), is(409));
            assertThat(second.getContentAsString(), containsString("is running already"));
            site.cluster.fate(Site.image("v1"), Fate.RUNS);
            await(job, "ROLLED_BACK");
            assertThat(RollbackOperations.get().last(job), hasSize(1));
        });
    }

    @Test
    void shouldBeInterruptedByARestartAndTakenUpAgain() throws Throwable {
        site.cluster.fate(Site.image("v1"), Fate.HANGS);
        sessions.then(jenkins -> {
            setUp(jenkins, site);
            RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            site.awaitLive("v1");
        });
        site.cluster.fate(Site.image("v1"), Fate.RUNS);
        sessions.then(jenkins -> {
            secure(jenkins);
            FreeStyleProject job = jenkins.jenkins.getItemByFullName("deliver", FreeStyleProject.class);
            RollbackOperation operation = RollbackOperations.get().last(job).get(0);
            assertThat(operation.getState(), is("INTERRUPTED"));
            String path = "operation/" + operation.getId() + "/";
            assertThat(page(jenkins, "oncall", "model-rollback/" + path), containsString("cut off before its end"));
            assertThat(
                    request(jenkins, "oncall", HttpMethod.GET, path + "resume", "")
                            .getStatusCode(),
                    is(405));
            assertThat(post(jenkins, "developer", path + "resume", ""), is(404));
            assertThat(post(jenkins, "oncall", path + "resume", ""), is(200));
            await(job, "ROLLED_BACK");
            assertThat(site.cluster.api.updates(), hasSize(1));
            assertThat(last().kind(), is(Decision.Kind.ROLLED_BACK));
            assertThat(post(jenkins, "oncall", path + "resume", ""), is(409));
        });
    }

    @Test
    void shouldTellAFailureAndLeaveWhatRan() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins, site);
            site.cluster.fate(Site.image("v1"), Fate.PULL_FAILS);
            RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            RollbackOperation operation = await(job, "REVERTED");
            assertThat(operation.getMessage(), containsString("ImagePullBackOff"));
            assertThat(operation.isResumable(), is(false));
            assertThat(site.live(), is(Site.image("v2")));
        });
    }

    @Test
    void shouldBringBackWhatRanWhenItIsStopped() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins, site);
            site.cluster.fate(Site.image("v1"), Fate.HANGS);
            RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            site.awaitLive("v1");
            String path = "operation/" + await(job, "RUNNING").getId() + "/";
            assertThat(page(jenkins, "oncall", "model-rollback/" + path), containsString("Stop this rollback?"));
            assertThat(
                    "by GET",
                    request(jenkins, "oncall", HttpMethod.GET, path + "stop", "")
                            .getStatusCode(),
                    is(405));
            assertThat("without permission", post(jenkins, "developer", path + "stop", ""), is(404));
            assertThat(post(jenkins, "oncall", path + "stop", ""), is(200));
            RollbackOperation operation = await(job, "REVERTED");
            assertThat(operation.getMessage(), is("Stopped by oncall; version v2 serves again, as before"));
            assertThat(operation.isResumable(), is(false));
            assertThat(site.live(), is(Site.image("v2")));
            assertThat(last().kind(), is(Decision.Kind.REVERTED));
            assertThat(last().draft().reason(), containsString("stopped by oncall"));
            assertThat("stopped already", post(jenkins, "oncall", path + "stop", ""), is(409));
            assertThat(
                    page(jenkins, "oncall", "model-rollback/" + path + "logText/progressiveText"),
                    containsString("stopped by oncall"));
        });
    }

    @Test
    void shouldGoOnStoppingAfterARestart() throws Throwable {
        site.cluster.fate(Site.image("v1"), Fate.HANGS);
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins, site);
            RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            site.awaitLive("v1");
            site.cluster.fate(Site.image("v2"), Fate.HANGS);
            post(jenkins, "oncall", "operation/" + await(job, "RUNNING").getId() + "/stop", "");
            site.awaitLive("v2");
            await(job, "STOPPING");
        });
        site.cluster.fate(Site.image("v2"), Fate.RUNS);
        sessions.then(jenkins -> {
            secure(jenkins);
            FreeStyleProject job = jenkins.jenkins.getItemByFullName("deliver", FreeStyleProject.class);
            RollbackOperation operation = await(job, "INTERRUPTED");
            String path = "operation/" + operation.getId() + "/";
            assertThat(page(jenkins, "oncall", "model-rollback/" + path), containsString("was being stopped"));
            post(jenkins, "oncall", path + "resume", "");
            await(job, "REVERTED");
            assertThat(site.live(), is(Site.image("v2")));
            assertThat(site.cluster.api.updates(), hasSize(2));
        });
    }

    @Test
    void shouldReachAClusterThroughAnAgentWithTheEnvironmentsLabel() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins, site);
            EnvironmentConfiguration environment = Site.environment("production", null);
            environment.setConnectFrom("agent");
            environment.setAgentLabel("near-cluster");
            ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
            WebResponse refused = RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            assertThat(refused.getStatusCode(), is(409));
            assertThat(refused.getContentAsString(), containsString("is online, from which the cluster is reached"));
            agents.createAgent(
                    jenkins,
                    InboundAgentExtension.Options.newBuilder()
                            .label("near-cluster")
                            .build());
            RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            await(job, "ROLLED_BACK");
            assertThat(site.live(), is(Site.image("v1")));
        });
    }
}
