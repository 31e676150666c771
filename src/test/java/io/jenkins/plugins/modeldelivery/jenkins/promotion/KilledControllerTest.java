package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import io.jenkins.plugins.modeldelivery.recording.Quarantine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * The JVM of a real controller is killed (SIGKILL) right before and right after the image of a promotion and of a rollback is
 * written: started again, the build goes on, and cluster and ledger say each thing once.
 */
class KilledControllerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Its own timeout counts from the first start on, whatever is started later. */
    @RegisterExtension
    private final RealJenkinsExtension controller =
            new RealJenkinsExtension().withTimeout(0).javaOptions("-Xmx512m", "-XX:TieredStopAtLevel=1");

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
    void shouldSayAndDoEachThingOnceWhereverTheControllerIsKilled() throws Throwable {
        controller.startJenkins();
        controller.runRemotely(KilledControllerTest::setUp, site.kubeconfig());
        int written = 0;
        for (String step : List.of(
                Site.promote("v2"),
                "rollbackModel environment: 'production', model: '" + Site.MODEL + "', to: 'v2', reason: 'timeouts'")) {
            for (boolean before : new boolean[] {true, false}) {
                if (step.startsWith("rollback") || !before) { // another version must run than is brought
                    controller.runRemotely(KilledControllerTest::promoted);
                    written = site.cluster.api.updates().size();
                }
                if (before) {
                    site.cluster.api.beforeNextUpdate(() -> {
                        kill();
                        throw new IllegalStateException("dropped: its sender is dead");
                    });
                }
                begin(step);
                if (!before) {
                    int one = written + 1;
                    Awaitility.await()
                            .atMost(PATIENCE)
                            .until(() -> site.cluster.api.updates().size() == one);
                    kill();
                }
                Awaitility.await().atMost(PATIENCE).until(() -> !controller.isAlive());
                String when = step + (before ? ", before" : ", after") + " its image is written";
                assertThat(when, site.cluster.api.updates().size(), is(before ? written : written + 1));
                controller.stopJenkinsForcibly();
                controller.startJenkins();
                String end = controller.runRemotely(KilledControllerTest::end);
                assertThat(when, end, containsString("Finished: SUCCESS"));
                assertThat(when + end, site.cluster.api.updates().size(), is(written + 1));
                assertThat(when + end, site.live(), is(Site.image("v2")));
                String last = step.startsWith("rollback") ? "ROLLED_BACK v2" : "PROMOTED v2";
                assertThat(when, controller.runRemotely(KilledControllerTest::lastTwo), is("DECIDED v2, " + last));
                written++;
            }
        }
    }

    private void begin(String step) throws Throwable {
        try {
            controller.runRemotely(KilledControllerTest::build, step);
        } catch (IOException e) {
            if (controller.isAlive()) {
                throw e;
            } // otherwise it was killed before it could answer
        }
    }

    private void kill() {
        try {
            controller.getProcess().destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void setUp(JenkinsRule jenkins, String kubeconfig) throws Exception {
        Site.setUp(kubeconfig);
    }

    /** v3 serves, although a rollback may have left it. */
    private static void promoted(JenkinsRule jenkins) throws Exception {
        try (Ledger ledger = Site.ledger()) {
            if (Quarantine.of(ledger, Site.MODEL, "production", Site.digest("v3"))
                    .isPresent()) {
                new EnvironmentDecisions(ledger, Clock.systemUTC())
                        .release(Site.MODEL, "production", "v3", "ada", "it is needed here");
            }
        }
        jenkins.buildAndAssertSuccess(Site.job(jenkins, name(jenkins), Site.promote("v3")));
    }

    private static void build(JenkinsRule jenkins, String step) throws Exception {
        Site.job(jenkins, name(jenkins), step).scheduleBuild2(0).waitForStart();
    }

    private static String name(JenkinsRule jenkins) {
        return "job" + jenkins.jenkins.getAllItems(WorkflowJob.class).size();
    }

    /** Waits for the end of the last job's build and gives its log back. */
    private static String end(JenkinsRule jenkins) throws Exception {
        String last = "job" + (jenkins.jenkins.getAllItems(WorkflowJob.class).size() - 1);
        WorkflowRun run =
                jenkins.jenkins.getItemByFullName(last, WorkflowJob.class).getLastBuild();
        jenkins.waitForCompletion(run);
        Result result = run.getResult();
        return JenkinsRule.getLog(run) + "\n" + result;
    }

    /** What the ledger says of the last operation, if it says each thing once. */
    private static String lastTwo(JenkinsRule jenkins) throws Exception {
        List<String> story = Site.story();
        return String.join(", ", story.subList(story.size() - 2, story.size()));
    }
}
