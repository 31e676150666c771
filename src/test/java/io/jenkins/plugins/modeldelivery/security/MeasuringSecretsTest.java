package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.Functions;
import hudson.model.Result;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.modeldelivery.configuration.FolderEnvironments;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.SlackDestination;
import io.jenkins.plugins.modeldelivery.configuration.WebhookDestination;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficSite;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.actions.ErrorAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What {@link SecretsTest} proves for deliveries and gates, for the steps that measure and for those who are told. */
@WithJenkins
class MeasuringSecretsTest {
    private static final List<String> SECRETS = List.of(Keyring.SECRET, Keyring.SIGNING_KEY, TrafficSite.SECRET);

    private JenkinsRule jenkins;
    private TrafficSite site;
    private Lure lure;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new TrafficSite();
        site.setUp(null);
        lure = new Lure();
        Keyring.add("own", CredentialsScope.GLOBAL, lure);
        ModelDeliveryConfiguration.get()
                .setNotifications(List.of(
                        new SlackDestination("chat", "own-chat"),
                        new WebhookDestination("audit", lure.url() + "/audit", "own-signing")));
    }

    @AfterEach
    void stop() {
        site.close();
        lure.close();
    }

    @Test
    void shouldKeepEverySecretToItself() throws Exception {
        String prometheus = "prometheus(url: '" + site.prometheus() + "', credentialsId: 'own-token')";
        WorkflowRun good = build(
                Result.SUCCESS,
                "writeFile file: 'logs/a.jsonl', text: '{\"id\": \"a\", \"input\": 1, \"timestamp\":"
                        + " \"2026-11-10T00:00:00Z\"}'",
                "writeFile file: 'labels.jsonl', text: '{\"id\": \"a\", \"label\": 1}'",
                "refreshEvalSet logs: 'logs', rows: 1, output: 'next.jsonl', labels: 'labels.jsonl', until: '2026-11-20T00:00:00Z'",
                site.gate("2s").replace("prometheus('" + site.prometheus() + "')", prometheus));
        assertThat(lure.visits(), is(empty()));
        List<WorkflowRun> runs = new ArrayList<>(List.of(good));
        String eval = "runModelEval evalSet: 'e.jsonl', retries: 1, url: '" + lure.url() + "', credentialsId: ";
        String rows = "writeFile file: 'e.jsonl', text: '{\"id\": \"a\", \"input\": 1, \"label\": 1}'";
        runs.add(build(null, rows, eval + "'own-token'"));
        runs.add(build(null, rows, eval + "'own-user'"));
        runs.add(build(null, rows, eval + "'own-token', header: 'X-Api-Key'"));
        runs.add(build(
                Result.FAILURE,
                site.gate("2s")
                        .replace(
                                "prometheus('" + site.prometheus() + "')",
                                prometheus.replace(site.prometheus(), lure.url()))));
        runs.add(build(
                Result.FAILURE,
                "refreshEvalSet logs: 's3://logs/x/', rows: 1, output: 'x.jsonl', s3: [credentialsId: 'own-aws',"
                        + " endpoint: '" + lure.url() + "', pathStyle: true]"));
        assertThat("they were sent", lure.visits(), hasItem(containsString("Bearer " + Keyring.SECRET)));
        assertThat("they were sent", lure.visits(), hasItem(containsString("X-api-key=[" + Keyring.SECRET)));
        for (WorkflowRun run : runs) {
            clean("the log of " + run, JenkinsRule.getLog(run));
            cleanNodes(run);
        }
        Folder folder = jenkins.createProject(Folder.class, "team");
        FolderEnvironments environments = new FolderEnvironments();
        environments.setEnvironments(List.of(Site.environment("lab", null)));
        folder.addProperty(environments);
        jenkins.configRoundtrip();
        for (String page : List.of(
                "configure",
                "manage/model-notifications",
                "job/team/configure",
                "job/team/config.xml",
                good.getUrl() + "eval-report/",
                good.getParent().getUrl() + "configure",
                good.getParent().getUrl() + "api/json?depth=4")) {
            try (JenkinsRule.WebClient client = jenkins.createWebClient().withJavaScriptEnabled(false)) {
                clean(page, client.goTo(page, null).getWebResponse().getContentAsString());
            }
        }
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        clean("the export", exported.toString(StandardCharsets.UTF_8));
        for (LogRecord logged : Jenkins.logRecords) {
            clean(
                    "Jenkins' log",
                    logged.getMessage()
                            + (logged.getThrown() == null ? "" : Functions.printThrowable(logged.getThrown())));
        }
        for (String secret : SECRETS) {
            Leaks leaks = Leaks.below(jenkins.jenkins.getRootDir().toPath(), secret);
            assertThat(leaks.found(), is(empty()));
            assertThat(leaks.files(), is(greaterThan(50)));
        }
    }

    /** What a step was called with, and each exception with its causes, as the build keeps them. */
    private static void cleanNodes(WorkflowRun run) {
        for (FlowNode node : new FlowGraphWalker(run.getExecution())) {
            clean(node.getDisplayName(), String.valueOf(ArgumentsAction.getStepArgumentsAsString(node)));
            ErrorAction failed = node.getAction(ErrorAction.class);
            clean(node.getDisplayName(), failed == null ? "" : Functions.printThrowable(failed.getError()));
        }
    }

    private static void clean(String what, String text) {
        SECRETS.forEach(secret -> assertThat(what, text, not(containsString(secret))));
    }

    /** @param expected null when anything is fine */
    private WorkflowRun build(Result expected, String... steps) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node {\n" + String.join("\n", steps) + "\n}", true));
        return expected == null
                ? jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart())
                : jenkins.buildAndAssertStatus(expected, job);
    }
}
