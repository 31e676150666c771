package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
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
 * The JVM of a real controller is killed (SIGKILL) at every step of the protocol, and started again: each time the build goes
 * on to an end, the route equals the one before, and the ledger holds no open lease.
 */
class KilledControllerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** When the controller dies: on which request to the API server, and whether that takes effect. */
    private enum Moment {
        PREFLIGHT(false, 1),
        BEFORE_SHIFT(true, 1),
        AFTER_SHIFT(false, 1),
        OBSERVING(false, 4),
        BEFORE_RESTORE(true, 1),
        AFTER_RESTORE(false, 1);

        private final boolean before;
        private final int times;

        Moment(boolean before, int times) {
            this.before = before;
            this.times = times;
        }

        private boolean is(String request, boolean split) {
            boolean write = request.startsWith("PUT") && !request.contains("dryRun");
            return switch (this) {
                case PREFLIGHT -> request.startsWith("PUT") && request.contains("dryRun");
                case BEFORE_SHIFT, AFTER_RESTORE -> write && !split;
                case AFTER_SHIFT, BEFORE_RESTORE -> write && split;
                case OBSERVING -> request.contains("endpointslices") && split;
            };
        }
    }

    /** Its own timeout counts from the first start on, whatever is started later. */
    @RegisterExtension
    private final RealJenkinsExtension controller =
            new RealJenkinsExtension().withTimeout(0).javaOptions("-Xmx512m", "-XX:TieredStopAtLevel=1");

    private TrafficSite site;
    private JsonNode before;

    @BeforeEach
    void start() throws IOException {
        site = new TrafficSite();
        before = site.spec();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void killAt(Moment moment) {
        AtomicInteger left = new AtomicInteger(moment.times);
        Predicate<String> due = request -> moment.is(request, site.isSplit()) && left.decrementAndGet() == 0;
        site.api.before(request -> {
            if (moment.before && due.test(request)) {
                kill();
                throw new IllegalStateException("dropped: its sender is dead");
            }
        });
        site.api.after(request -> {
            if (!moment.before && due.test(request)) {
                kill();
            }
        });
    }

    private void begin() throws Throwable {
        try {
            controller.runRemotely(KilledControllerTest::build);
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

    @Test
    void shouldLeaveTheRouteAsItWasWhereverTheControllerIsKilled() throws Throwable {
        controller.startJenkins();
        controller.runRemotely(KilledControllerTest::setUp, site.kubeconfig(), site.gate("2s"));
        for (Moment moment : Moment.values()) {
            killAt(moment);
            begin();
            Awaitility.await().atMost(PATIENCE).until(() -> !controller.isAlive());
            boolean split = site.isSplit();
            assertThat(
                    moment + ": split while the controller is down",
                    split,
                    is(moment == Moment.AFTER_SHIFT || moment == Moment.OBSERVING || moment == Moment.BEFORE_RESTORE));
            site.api.before(request -> {});
            site.api.after(request -> {});
            controller.stopJenkinsForcibly();
            controller.startJenkins();
            String end = controller.runRemotely(KilledControllerTest::end);
            assertThat(moment + ": " + end, site.spec(), is(before));
            assertThat(moment + ": " + end, site.route().toString(), not(containsString("model-delivery.jenkins.io")));
            assertThat(moment + ": open leases, " + end, controller.runRemotely(KilledControllerTest::leases), is(0));
            // whether it was us who put the route back nobody can tell once the one who did is dead
            String finished = moment == Moment.AFTER_RESTORE ? "Finished: " : "Finished: SUCCESS";
            assertThat(moment.toString(), end, containsString(finished));
        }
    }

    private static void setUp(JenkinsRule jenkins, String kubeconfig, String step) throws Exception {
        TrafficSite.setUp(kubeconfig, null);
        TrafficSite.job(jenkins, "none", step);
    }

    private static WorkflowJob job(JenkinsRule jenkins) {
        return jenkins.jenkins.getAllItems(WorkflowJob.class).get(0);
    }

    private static void build(JenkinsRule jenkins) throws Exception {
        job(jenkins).scheduleBuild2(0).waitForStart();
    }

    /** Waits for the end of the last build and gives its log back. */
    private static String end(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = job(jenkins).getLastBuild();
        jenkins.waitForCompletion(run);
        Result result = run.getResult();
        return JenkinsRule.getLog(run) + "\n" + result;
    }

    private static Integer leases(JenkinsRule jenkins) throws Exception {
        try (Ledger ledger = TrafficSite.ledger()) {
            return ledger.leases().open().size();
        }
    }
}
