package io.jenkins.plugins.modeldelivery.models;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.store.MemoryStore;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.RunLoadCounter;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Pages of a busy job and a long ledger: bounded time, bounded reads, hardly a build loaded. */
@WithJenkins
class PageSpeedTest {
    private static final int BUILDS = 5_000;
    private static final int DECISIONS = 10_000;
    private static final int TRIES = 9;
    private static final long LIMIT_MILLIS = 300;
    private static final long LIMIT_BYTES = 300_000;

    /** More than a chart shows. */
    private static final int JUDGED = 400;

    @Test
    void shouldShowPagesOfABusyJobAndALongLedgerAtOnce(JenkinsRule jenkins) throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("busy");
        Path first = jenkins.buildAndAssertSuccess(job).getRootDir().toPath();
        for (int number = 2; number < BUILDS; number++) {
            Path copy = first.resolveSibling(Integer.toString(number));
            Files.createDirectory(copy);
            Files.copy(first.resolve("build.xml"), copy.resolve("build.xml"));
        }
        job.updateNextBuildNumber(BUILDS);
        job.doReload();
        FreeStyleProject reloaded = jenkins.jenkins.getItemByFullName("busy", FreeStyleProject.class);
        Run<?, ?> last = jenkins.buildAndAssertSuccess(reloaded);
        assertThat(last.getNumber(), is(BUILDS));
        EvalReportAction.publish(last, "modelEvalGate", report());
        decisions();
        jenkins.jenkins.reload();
        FreeStyleProject busy = jenkins.jenkins.getItemByFullName("busy", FreeStyleProject.class);
        RunLoadCounter.prepare(busy);
        String report = "job/busy/" + BUILDS + "/eval-report/";
        String model = "job/busy/models/model/" + Site.MODEL + "/";
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            RunLoadCounter.assertMaxLoads(busy, 3, () -> {
                client.goTo(report);
                client.goTo(model);
                return null;
            });
        }
        String history = model + "history";
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            RunLoadCounter.assertMaxLoads(busy, 3, () -> client.goTo(history, "application/json"));
        }
        assertThat("Eval Report with its history", bytes(jenkins.getURL(), report, history), lessThan(LIMIT_BYTES));
        assertThat("model page with its history", bytes(jenkins.getURL(), model, history), lessThan(LIMIT_BYTES));
        assertThat("history, read anew", best(jenkins.getURL(), history, true), lessThan(LIMIT_MILLIS));
        assertThat("Eval Report", best(jenkins.getURL(), report, false), lessThan(LIMIT_MILLIS));
        assertThat("model page, read anew", best(jenkins.getURL(), model, true), lessThan(LIMIT_MILLIS));
    }

    /** What these and our scripts and styles weigh together. */
    private static long bytes(URL root, String... paths) throws Exception {
        long bytes = 0;
        for (String path : paths) {
            try (InputStream page = new URL(root, path).openStream()) {
                bytes += page.readAllBytes().length;
            }
        }
        for (Path folder : List.of(Path.of("src/main/webapp/js"), Path.of("src/main/resources"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(f -> f.toString().matches(".*\\.(js|css)")).toList()) {
                    bytes += Files.size(file);
                }
            }
        }
        return bytes;
    }

    /** The best of some tries in milliseconds of processor time: what else the machine does is not counted. */
    private static long best(URL root, String path, boolean anew) throws Exception {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long best = Long.MAX_VALUE;
        long wall = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            if (anew) {
                LedgerViews.get().forget(Site.MODEL);
            }
            long cpu = system.getProcessCpuTime();
            long begin = System.nanoTime();
            try (InputStream page = new URL(root, path).openStream()) {
                page.readAllBytes();
            }
            wall = Math.min(wall, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            best = Math.min(best, TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime() - cpu));
        }
        System.out.println(path + ": " + best + " ms of processor time, " + wall + " ms by the clock, with " + BUILDS
                + " builds and " + DECISIONS + " decisions");
        return best;
    }

    private static ObjectNode report() {
        ObjectNode report = Json.document("gate-report").put("verdict", "PASS").put("model", Site.MODEL);
        report.putArray("reasons");
        for (int i = 0; i < 100; i++) {
            report.withArray("rules")
                    .addObject()
                    .put("metric", "accuracy")
                    .put("slice", "language")
                    .put("value", "l" + i)
                    .put("operator", "atLeast")
                    .put("limit", 0.8)
                    .put("observed", 0.9)
                    .put("rows", 500)
                    .put("verdict", "PASS")
                    .put("reason", "");
        }
        report.putObject("counts");
        report.putObject("policy");
        report.put("judgedAt", "2026-11-01T00:00:00Z");
        return report;
    }

    /** In memory first, since ten thousand decisions that are each forced to disk take minutes. */
    private static void decisions() throws Exception {
        MemoryStore store = new MemoryStore();
        try (Ledger ledger = Ledger.on(store)) {
            for (int i = 1; i <= DECISIONS; i++) {
                String version = "v" + i;
                ledger.decisions()
                        .append(DecisionDraft.of(
                                Site.MODEL,
                                i % 3 == 0 ? "production" : "staging",
                                Decision.Kind.PROMOTED,
                                Target.of(version, Site.digest(version)),
                                "ada",
                                "monthly retraining"));
            }
            for (int i = 1; i <= JUDGED; i++) {
                judged(ledger, "v" + i, Instant.EPOCH.plus(Duration.ofDays(i)));
            }
        }
        Path root = Jenkins.get().getRootDir().toPath().resolve("model-delivery");
        for (String key : store.list("", "", Integer.MAX_VALUE)) {
            Path file = root.resolve(key);
            Files.createDirectories(file.getParent());
            Files.write(file, store.get(key).orElseThrow());
        }
    }

    /** A point of the history, with as many metrics as are shown. */
    private static void judged(Ledger ledger, String version, Instant time) throws Exception {
        Site.register(ledger, Site.MODEL, version, Site.image(version));
        ObjectNode report = report();
        for (String metric : List.of("accuracy", "balanced_accuracy", "f1_macro", "p50_latency_ms", "p95_latency_ms")) {
            report.withArray("rules")
                    .addObject()
                    .put("metric", metric)
                    .put("observed", 0.9123456789)
                    .put("verdict", "PASS");
        }
        ObjectNode drift = report.putObject("drift").put("verdict", "PASS");
        drift.putArray("reasons");
        drift.put("mmd2", 0.00123456789).put("p_value", 0.213).putObject("null").put("q99", 0.00234567891);
        Site.record(
                ledger,
                Site.MODEL,
                version,
                report.put("version", version),
                time,
                Optional.empty(),
                Evaluated.AGAINST_WHAT_SERVES);
    }
}
