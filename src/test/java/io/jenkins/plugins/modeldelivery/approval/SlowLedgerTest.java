package io.jenkins.plugins.modeldelivery.approval;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.Descriptor;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.configuration.LedgerLocation;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A ledger that does not answer keeps nobody from a build, its list, or a question and its answer. */
@WithJenkins
class SlowLedgerTest {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final String SWEEPER = "Putting routes back"; // asks now and then, for nobody

    private JenkinsRule jenkins;
    private Site site;
    private WorkflowRun run;

    @BeforeEach
    void ask(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new Site();
        site.setUp();
        run = Site.job(jenkins, "deliver", Site.promote("v2", "approval: true"))
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("Promote or reject", run);
        Awaitility.await().until(() -> run.getAction(ApprovalAction.class) != null);
    }

    @AfterEach
    void stop() {
        Hanging.released.countDown();
        site.close();
    }

    @Test
    void shouldShowBuildAndQuestionWhileTheLedgerHangs() throws Exception {
        LedgerLocation usual = ModelDeliveryConfiguration.get().getLedger();
        ModelDeliveryConfiguration.get().setLedger(new Hanging());
        String id = run.getAction(ApprovalAction.class).getApprovals().get(0).getId();
        assertThat(page(""), containsString("PENDING"));
        assertThat(page("../"), containsString("#1"));
        assertThat(page("api/json"), containsString("ApprovalAction"));
        assertThat(
                page("model-approval/"), allOf(containsString("name=\"reason\""), containsString("evidence?id=" + id)));
        assertThat("nothing above asks the ledger", Hanging.asked.get(), is(0));

        CompletableFuture<String> evidence =
                CompletableFuture.supplyAsync(() -> page("model-approval/evidence?id=" + id));
        Awaitility.await().until(Hanging.asked::get, greaterThan(0));
        assertThat(page("model-approval/"), containsString("name=\"reason\""));
        Hanging.released.countDown();
        assertThat(evidence.join(), containsString("No evidence is shown"));

        ModelDeliveryConfiguration.get().setLedger(usual);
        assertThat(page("model-approval/evidence?id=" + id), containsString("accuracy"));
        assertThat(page("model-approval/evidence?id=another"), not(containsString("accuracy")));
        run.getExecutor().interrupt();
        jenkins.waitForCompletion(run);
    }

    private String page(String path) {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.getOptions().setTimeout(TIMEOUT_MILLIS);
            client.setJavaScriptEnabled(false);
            return client.goTo(run.getUrl() + path, null).getWebResponse().getContentAsString();
        } catch (Exception e) {
            throw new IllegalStateException(path, e);
        }
    }

    /** A store from which nothing comes back until it is released. */
    public static final class Hanging implements LedgerLocation {
        static final CountDownLatch released = new CountDownLatch(1);
        static final AtomicInteger asked = new AtomicInteger();

        @Override
        public ObjectStore open(Run<?, ?> run) {
            return (ObjectStore) Proxy.newProxyInstance(
                    ObjectStore.class.getClassLoader(),
                    new Class<?>[] {ObjectStore.class},
                    (store, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            return null;
                        }
                        if (!Thread.currentThread().getName().startsWith(SWEEPER)) {
                            asked.incrementAndGet();
                        }
                        released.await();
                        throw new UnreachableException("The store answered too late");
                    });
        }

        @TestExtension
        public static final class DescriptorImpl extends Descriptor<LedgerLocation> {}
    }
}
