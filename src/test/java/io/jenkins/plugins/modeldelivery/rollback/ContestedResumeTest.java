package io.jenkins.plugins.modeldelivery.rollback;

import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.await;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.last;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.secure;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.setUp;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A rollback that was cut off is taken up again once, however many ask for it, and at whatever moment. */
class ContestedResumeTest {
    private static final int TABS = 8;
    private static final String RESUMING = "Resuming the rollback";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = new Site();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void cutOff() throws Throwable {
        site.cluster.fate(Site.image("v1"), Fate.HANGS);
        sessions.then(jenkins -> {
            setUp(jenkins, site);
            RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            site.awaitLive("v1");
        });
    }

    private static FreeStyleProject job(JenkinsRule jenkins) {
        secure(jenkins);
        return jenkins.jenkins.getItemByFullName("deliver", FreeStyleProject.class);
    }

    @Test
    void shouldGoOnOnceOfManyThatAskAtTheSameTime() throws Throwable {
        cutOff();
        sessions.then(jenkins -> {
            FreeStyleProject job = job(jenkins);
            String id = await(job, "INTERRUPTED").getId();
            List<WebResponse> answers = new ArrayList<>(resumeAtOnce(jenkins, id));
            assertThat(
                    answers.stream()
                            .filter(answer -> answer.getStatusCode() == 200)
                            .toList(),
                    hasSize(1));
            answers.removeIf(answer -> answer.getStatusCode() == 200);
            assertThat(answers.stream().map(WebResponse::getStatusCode).toList(), everyItem(is(409)));
            for (WebResponse refused : answers) {
                assertThat(refused.getContentAsString(), containsString("is running"));
                assertThat(refused.getContentAsString(), not(containsString("\tat ")));
            }
            site.cluster.fate(Site.image("v1"), Fate.RUNS);
            await(job, "ROLLED_BACK");
            assertOnce(job, id);
        });
    }

    private static List<WebResponse> resumeAtOnce(JenkinsRule jenkins, String id) throws Exception {
        ExecutorService tabs = Executors.newFixedThreadPool(TABS);
        CyclicBarrier together = new CyclicBarrier(TABS);
        try {
            List<Callable<WebResponse>> asking = new ArrayList<>();
            for (int i = 0; i < TABS; i++) {
                asking.add(() -> {
                    try (JenkinsRule.WebClient client =
                            jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
                        client.setJavaScriptEnabled(false);
                        client.login("oncall");
                        String path = "job/deliver/model-rollback/operation/" + id + "/resume";
                        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST);
                        client.addCrumb(request);
                        together.await();
                        return client.getPage(request).getWebResponse();
                    }
                });
            }
            List<WebResponse> answers = new ArrayList<>();
            for (Future<WebResponse> answer : tabs.invokeAll(asking)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            tabs.shutdownNow();
        }
    }

    /** A request that has read the record when it was cut off, and gets its turn when another went on to the end. */
    @Test
    void shouldNotGoOnAgainFromARecordThatWasReadBeforeTheEnd() throws Throwable {
        cutOff();
        site.cluster.fate(Site.image("v1"), Fate.RUNS);
        sessions.then(jenkins -> {
            FreeStyleProject job = job(jenkins);
            RollbackOperations operations = RollbackOperations.get();
            RollbackOperation first = operations.last(job).get(0);
            RollbackOperation second = operations.last(job).get(0);
            assertThat(operations.resume(first), is(Optional.empty()));
            await(job, "ROLLED_BACK");
            assertThat(second.isResumable(), is(true));
            assertThat(operations.resume(second).orElse("went on"), is(Messages.RollbackOperation_NotResumable()));
            assertThat(operations.running(Site.MODEL, "production"), is(Optional.empty()));
            assertOnce(job, first.getId());
            assertThat(await(job, "ROLLED_BACK").isRunning(), is(false));
        });
    }

    private void assertOnce(FreeStyleProject job, String id) throws Exception {
        Path log = job.getRootDir()
                .toPath()
                .resolve("model-delivery/rollbacks")
                .resolve(id)
                .resolve("log");
        assertThat(
                Files.readAllLines(log).stream()
                        .filter(line -> line.contains(RESUMING))
                        .toList(),
                hasSize(1));
        assertThat(site.cluster.api.updates(), hasSize(1));
        assertThat(last().kind(), is(Decision.Kind.ROLLED_BACK));
        assertThat(RollbackOperations.get().last(job), hasSize(1));
    }
}
