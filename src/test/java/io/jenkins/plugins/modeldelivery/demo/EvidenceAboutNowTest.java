package io.jenkins.plugins.modeldelivery.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Cause;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.jenkins.notification.DeliveryListener;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * Only evidence about what production sees now promotes: told once from end to end, with a real model that reads
 * handwritten digits, served over HTTP, and numbers that are measured while the test runs.
 */
@WithJenkins
class EvidenceAboutNowTest {
    @TempDir
    Path repository;

    private JenkinsRule jenkins;
    private Site site;
    private DigitTown town;
    private DigitJobs jobs;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new Site();
        town = new DigitTown(repository);
        jobs = new DigitJobs(rule, site, repository);
    }

    @AfterEach
    void stop() {
        site.close();
        town.close();
    }

    @Test
    void shouldPromoteOnEvidenceAboutNowOnly() throws Exception {
        jobs.run(Result.SUCCESS, "promote-scanner", "s1");
        jobs.recordLive(town.requestsBefore());
        aGoodVersionIsPromoted();
        shiftedTrafficStopsTheNextOne();
        aRefreshedEvalSetTellsGoodFromBad();
        aNewUpstreamMakesTheEdgeStale();
        thePageBringsTheVersionOfBeforeBack();
    }

    private void aGoodVersionIsPromoted() throws Exception {
        town.trainOnUpright("v2", 40);
        WorkflowRun evaluated = jobs.run(Result.SUCCESS, "evaluate-digits", "v2");
        JsonNode results = DigitJobs.report(evaluated, "runModelEval");
        assertThat(results.path("accuracy").asDouble(), greaterThan(0.85));
        assertThat(results.path("errors").size(), is(0));
        JsonNode judged = DigitJobs.report(evaluated, "modelEvalGate");
        assertThat(judged.path("verdict").asText(), is("PASS"));
        assertThat(judged.at("/drift/verdict").asText(), is("PASS"));
        assertThat(judged.at("/evalSet/sha256"), is(results.at("/evalSet/sha256")));

        jobs.run(Result.SUCCESS, "promote-digits", "v2");
        assertThat(jobs.live(), is(Site.image("v2")));
        assertThat(DigitJobs.outcomes(), contains("PROMOTED v2"));
    }

    private void shiftedTrafficStopsTheNextOne() throws Exception {
        town.trainOnUpright("v3", 300);
        jobs.run(Result.SUCCESS, "evaluate-digits", "v3");
        jobs.recordLive(town.requestsNow());

        // judged before the shift: the promotion itself asks what live requests look like
        Told.forget();
        WorkflowRun refused = jobs.run(Result.FAILURE, "promote-digits", "v3");
        jenkins.assertLogContains("Version v3 may not go to production: EVAL_SET_STALE", refused);
        jenkins.assertLogContains("refresh the eval set", refused);
        assertThat(Told.kinds(), contains(EventKind.SHIFT_DETECTED));

        // judged after it: no accuracy is read from predictions that are about another world
        Told.forget();
        WorkflowRun judged = jobs.run(Result.FAILURE, "evaluate-digits", "v3");
        JsonNode report = DigitJobs.report(judged, "modelEvalGate");
        assertThat(report.at("/reasons/0").asText(), containsString("EVAL_SET_STALE"));
        assertThat(report.at("/counts/predictions/all").isMissingNode(), is(true));
        report.path("rules").forEach(rule -> assertThat(rule.has("observed"), is(false)));
        assertThat(Told.kinds(), contains(EventKind.SHIFT_DETECTED, EventKind.GATE_FAILED));

        assertThat("hindsight", town.accuracyOnTilted("v3"), lessThan(0.8));
        assertThat(jobs.live(), is(Site.image("v2")));
        assertThat(DigitJobs.outcomes(), contains("PROMOTED v2"));
    }

    private void aRefreshedEvalSetTellsGoodFromBad() throws Exception {
        town.logRequests();
        WorkflowRun refreshed = jobs.run(Result.SUCCESS, "refresh", "");
        jenkins.assertLogContains("300 labelled rows in ", refreshed);

        WorkflowRun bad = jobs.run(Result.FAILURE, "evaluate-digits", "v3");
        JsonNode report = DigitJobs.report(bad, "modelEvalGate");
        assertThat(report.at("/drift/verdict").asText(), is("PASS"));
        assertThat(report.at("/reasons/0").asText(), containsString("accuracy"));
        jobs.run(Result.FAILURE, "promote-digits", "v3");

        town.trainOnBoth("v4", 200);
        jobs.run(Result.SUCCESS, "evaluate-digits", "v4");
        jobs.run(Result.SUCCESS, "promote-digits", "v4");
        assertThat(jobs.live(), is(Site.image("v4")));
        assertThat("hindsight", town.accuracyOnTilted("v4"), greaterThan(town.accuracyOnTilted("v3")));
    }

    private void aNewUpstreamMakesTheEdgeStale() throws Exception {
        town.trainOnBoth("v5", 300);
        jobs.run(Result.SUCCESS, "evaluate-digits", "v5");
        Told.forget();
        WorkflowRun upstream = jobs.run(Result.SUCCESS, "promote-scanner", "s2");
        jenkins.assertLogContains("needs a new evaluation: digits v4 in production", upstream);
        assertThat(Told.kinds(), contains(EventKind.PROMOTED, EventKind.EDGE_STALE));

        // what serves is evaluated again by itself, and only that
        WorkflowRun again = jobs.last("evaluate-digits");
        jenkins.assertBuildStatusSuccess(again);
        assertThat(again.getCause(Cause.UpstreamCause.class).getUpstreamProject(), is("promote-scanner"));
        jenkins.assertLogContains("digits v4 ", again);

        WorkflowRun refused = jobs.run(Result.FAILURE, "promote-digits", "v5");
        jenkins.assertLogContains("but digits v5 was evaluated against s1", refused);
        assertThat(jobs.live(), is(Site.image("v4")));
        jobs.run(Result.SUCCESS, "evaluate-digits", "v5");
        jobs.run(Result.SUCCESS, "promote-digits", "v5");
        assertThat(jobs.live(), is(Site.image("v5")));
    }

    private void thePageBringsTheVersionOfBeforeBack() throws Exception {
        RollbackForm form = new RollbackForm(jenkins, "promote-digits");
        assertThat(form.offered(DigitJobs.MODEL, "production").get(0), is("v4"));
        String page = form.submit(DigitJobs.MODEL, "production", "v4", "people complain about their sevens")
                .asNormalizedText();
        assertThat(page, containsString("people complain about their sevens"));
        site.awaitLive("v4");
        Awaitility.await()
                .until(
                        () -> DigitJobs.outcomes(),
                        is(List.of("PROMOTED v2", "PROMOTED v4", "PROMOTED v5", "ROLLED_BACK v4")));
    }

    /** What people were told, in order. */
    @TestExtension
    public static final class Told extends DeliveryListener {
        private final List<Event> events = new CopyOnWriteArrayList<>();

        private static Told get() {
            return Jenkins.get().getExtensionList(DeliveryListener.class).get(Told.class);
        }

        static void forget() {
            get().events.clear();
        }

        static List<EventKind> kinds() {
            return get().events.stream().map(Event::kind).toList();
        }

        @Override
        public void onEvent(Event event, Run<?, ?> run) {
            events.add(event);
        }
    }
}
