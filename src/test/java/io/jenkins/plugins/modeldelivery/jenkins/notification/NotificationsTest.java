package io.jenkins.plugins.modeldelivery.jenkins.notification;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.configuration.SlackDestination;
import io.jenkins.plugins.modeldelivery.configuration.WebhookDestination;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import io.jenkins.plugins.modeldelivery.notification.Receipt;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.security.Leaks;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What happens to models reaches chats and webhooks, in time, and is never in the way. */
@WithJenkins
class NotificationsTest extends NotificationFixture {
    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    /** A shift found on a real agent is told while the gate still goes on: before there is any report or metric. */
    @Test
    void shouldTellOfAShiftBeforeAccuracyIsRead() throws Exception {
        agents.createAgent(
                jenkins,
                InboundAgentExtension.Options.newBuilder().label("remote").build());
        tell(
                new SlackDestination("chat", "chat-url"),
                new WebhookDestination("audit", receiver.url("/audit"), "audit-key"));
        WorkflowRun run = build(Result.FAILURE, "remote", """
                writeFile file: 'old.jsonl', text: '%s'
                writeFile file: 'eval.jsonl', text: '%s'
                writeFile file: 'p.jsonl', text: '%s'
                writeFile file: 'model-delivery.yaml', text: '''schema: model-delivery/policy/v1
                model: intent
                evalSet:
                  shift: {field: embedding, reference: old.jsonl, onShift: warn}
                rules:
                  - {metric: accuracy, atLeast: 0.9}
                '''.stripIndent()
                modelEvalGate predictions: 'p.jsonl', evalSet: 'eval.jsonl'
                """.formatted(vectors(0), vectors(3), predictions()));
        List<Recorder.Told> told = Recorder.get().told;
        assertThat(
                told.stream().map(t -> t.event().kind()).toList(),
                contains(EventKind.SHIFT_DETECTED, EventKind.GATE_FAILED));
        assertThat("nothing was published when the shift was told", told.get(0).hadReport(), is(false));
        assertThat(told.get(1).hadReport(), is(true));
        assertThat(told.get(0).event().model().orElse(""), is("intent"));
        assertThat(told.get(0).event().buildUrl().orElse(""), containsString(run.getUrl()));
        assertThat(receipts(4).stream().map(Receipt::outcome).distinct().toList(), contains(Receipt.Outcome.DELIVERED));
        assertThat(receiver.signatures.stream().filter(s -> s.startsWith("v1,")).count(), is(2L));
        nothingShows(run);
    }

    @Test
    void shouldTellOfPromotionsAndNotBeHeldUpByAChatThatIsDown() throws Exception {
        try (Site site = new Site()) {
            site.setUp();
            receiver.status = 404;
            SlackDestination wrong = new SlackDestination("wrong", "chat-url");
            wrong.setEvents("version.promotd");
            tell(new SlackDestination("chat", "chat-url"), new SlackDestination("lost", "no-such-id"), wrong);
            WorkflowRun run = build(Result.SUCCESS, "", Site.promote("v2"));
            assertThat(Recorder.get().told.stream().map(t -> t.event().kind()).toList(), contains(EventKind.PROMOTED));
            List<Receipt> receipts = receipts(3);
            assertThat(receipts.stream().map(Receipt::outcome).distinct().toList(), contains(Receipt.Outcome.FAILED));
            nothingShows(run);
            try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
                String page = client.goTo("manage/model-notifications").asNormalizedText();
                assertThat(page, containsString("answered 404; check the webhook at its service"));
                assertThat(page, containsString("There is no secret text 'no-such-id'"));
                assertThat(page, containsString("'version.promotd' is no event"));
                assertThat(page, not(containsString("s3cr3t")));
            }
        }
    }

    @Test
    void shouldNotFailAGateBecauseAListenerThrows() throws Exception {
        Recorder.get().broken = true;
        WorkflowRun run = build(
                Result.FAILURE,
                "",
                "writeFile file: 'p.jsonl', text: '" + predictions()
                        + "'\nmodelEvalGate predictions: 'p.jsonl', rules: [[metric: 'accuracy', atLeast: 0.9]]");
        jenkins.assertLogContains("modelEvalGate FAIL", run);
        jenkins.assertLogNotContains("a broken listener", run);
    }

    private void nothingShows(WorkflowRun run) throws Exception {
        jenkins.assertLogNotContains("s3cr3t", run);
        Path home = jenkins.jenkins.getRootDir().toPath();
        assertThat(Leaks.below(home, "s3cr3t-path").found(), is(empty()));
        assertThat(Leaks.below(home, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").found(), is(empty()));
    }

    private WorkflowRun build(Result expected, String label, String steps) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node('" + label + "') {\n" + steps + "\n}", true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private static String vectors(double shift) {
        Random random = new Random(5);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"id\":\"r%d\",\"label\":\"a\",\"embedding\":[%.4f,%.4f]}\\n",
                    i,
                    random.nextGaussian() + shift,
                    random.nextGaussian()));
        }
        return lines.toString();
    }

    private static String predictions() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append("{\"id\":\"r%d\",\"label\":\"a\",\"prediction\":\"%s\"}\\n".formatted(i, i < 30 ? "a" : "b"));
        }
        return lines.toString();
    }

    /** Another plugin that listens. */
    @TestExtension
    public static final class Recorder extends DeliveryListener {
        record Told(Event event, boolean hadReport) {}

        final List<Told> told = new CopyOnWriteArrayList<>();
        volatile boolean broken;

        static Recorder get() {
            return Jenkins.get().getExtensionList(DeliveryListener.class).get(Recorder.class);
        }

        @Override
        public void onEvent(Event event, Run<?, ?> run) {
            told.add(new Told(event, run.getAction(EvalReportAction.class) != null));
            if (broken) {
                throw new IllegalStateException("a broken listener");
            }
        }
    }
}
