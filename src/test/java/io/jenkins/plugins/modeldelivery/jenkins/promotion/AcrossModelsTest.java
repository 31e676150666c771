package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprinting;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.jenkins.notification.DeliveryListener;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import io.jenkins.plugins.modeldelivery.recording.References;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** What other models and live requests mean for a promotion in a Pipeline. */
class AcrossModelsTest extends OnSite {
    private static final String UPSTREAM = "extractor";

    @TempDir
    Path directory;

    @Test
    void shouldRefuseAnEvaluationAgainstAnUpstreamThatNoLongerServes() throws Exception {
        serveUpstream("v1");
        evaluate("v2", "\"dependsOn\":[\"extractor\"]", "");
        WorkflowRun promoted = run(Result.SUCCESS, Site.promote("v2"));
        assertThat(Site.decisions().get(0).draft().details().upstream().get(0).state(), is(EdgeState.State.FRESH));
        jenkins.assertLogContains("promoteModel", promoted);
        evaluate("v3", "\"dependsOn\":[\"extractor\"]", "");
        serveUpstream("v2");
        WorkflowRun refused = run(Result.FAILURE, Site.promote("v3"));
        jenkins.assertLogContains("but " + Site.MODEL + " v3 was evaluated against v1", refused);
        jenkins.assertLogNotContains("\tat ", refused);
        assertThat(site.live(), is(Site.image("v2")));
    }

    @Test
    void shouldShowOnTheApprovalPageWhatItStandsOn() throws Exception {
        serveUpstream("v1");
        evaluate("v2", "\"dependsOn\":[\"extractor\"]", "");
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node { " + Site.promote("v2", "approval: true") + " }", true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Promote or reject", run);
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.getOptions().setJavaScriptEnabled(false);
            String page = client.getPage(run, "model-approval/").asNormalizedText();
            assertThat(page, containsString("evaluated against extractor v1, which serves in production"));
        }
        run.getExecutor().interrupt();
        jenkins.waitForCompletion(run);
    }

    @Test
    void shouldCallTheEvalSetStaleBeforeAnythingChanges() throws Exception {
        ModelDeliveryConfiguration.get().setEnvironments(List.of(Site.environment("production", "eval, live-shift")));
        Fingerprint set = fingerprint("eval", 0);
        try (Ledger ledger = Site.ledger()) {
            References references = new References(ledger, Site.MODEL);
            references.keep(set);
            references.keepLive(fingerprint("live", 3), "v1", Instant.now());
        }
        evaluate("v2", "\"rules\":[]", ",\"evalSet\":{\"sha256\":\"" + set.sha256() + "\"}");
        WorkflowRun run = run(Result.FAILURE, Site.promote("v2"));
        jenkins.assertLogContains("EVAL_SET_STALE: the eval set " + set.sha256(), run);
        assertThat(Site.story(), is(empty()));
        assertThat(site.cluster.api.updates(), is(empty()));
        assertThat(Listener.get().events.stream().map(Event::kind).toList(), contains(EventKind.SHIFT_DETECTED));
        try (Ledger ledger = Site.ledger()) {
            new References(ledger, Site.MODEL)
                    .keepLive(fingerprint("refreshed", 0), "v1", Instant.now().plusSeconds(1));
        }
        run(Result.SUCCESS, Site.promote("v2"));
        Awaitility.await().until(() -> Listener.get().events.size() == 2);
        assertThat(Listener.get().events.get(1).kind(), is(EventKind.PROMOTED));
    }

    private static void serveUpstream(String version) throws Exception {
        try (Ledger ledger = Site.ledger()) {
            ModelVersion upstream = ModelVersion.of(
                    UPSTREAM,
                    version,
                    Optional.empty(),
                    Optional.of(ImageReference.parse("registry.example.com/extractor@" + Site.digest(version))),
                    Optional.empty(),
                    Map.of());
            ledger.versions().register(upstream);
            ledger.decisions()
                    .append(DecisionDraft.of(
                            UPSTREAM, "production", Decision.Kind.PROMOTED, upstream.target(), "ada", ""));
        }
    }

    private static void evaluate(String version, String policy, String more) throws Exception {
        String evalSet = more.isEmpty() ? ",\"evalSet\":{\"sha256\":\"" + "e".repeat(64) + "\"}" : more;
        ObjectNode report = (ObjectNode) Json.parse(
                "{\"schema\":\"model-delivery/gate-report/v1\",\"verdict\":\"PASS\",\"reasons\":[],\"rules\":[{\"metric\":"
                        + "\"accuracy\",\"observed\":0.94,\"limit\":0.88,\"operator\":\">=\",\"verdict\":\"PASS\"}],"
                        + "\"policy\":{" + policy + "}" + evalSet + "}",
                "test");
        try (Ledger ledger = Site.ledger()) {
            // later than what the site set up, and one second apart
            Site.record(
                    ledger,
                    Site.MODEL,
                    version,
                    report,
                    Instant.now().plusSeconds(2),
                    Optional.empty(),
                    Evaluated.AGAINST_WHAT_SERVES);
        }
    }

    private Fingerprint fingerprint(String name, double shift) throws Exception {
        Random random = new Random(name.hashCode());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            lines.add(String.format(Locale.ROOT, "%.5f,%.5f", random.nextGaussian() + shift, random.nextGaussian()));
        }
        Path file = Files.write(directory.resolve(name + ".csv"), lines);
        return Fingerprinting.create(file, ReadOptions.defaults(), "e5", OptionalDouble.empty(), Progress.NONE);
    }

    private WorkflowRun run(Result expected, String step) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node { " + step + " }", true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    /** Another plugin that listens. */
    @TestExtension
    public static final class Listener extends DeliveryListener {
        final List<Event> events = new CopyOnWriteArrayList<>();

        static Listener get() {
            return Jenkins.get().getExtensionList(DeliveryListener.class).get(Listener.class);
        }

        @Override
        public void onEvent(Event event, Run<?, ?> run) {
            events.add(event);
        }
    }
}
