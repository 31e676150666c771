package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.LogRecord;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** After every step ran, well and badly, and every form was saved, the deployer's token is nowhere but encrypted. */
@WithJenkins
class SecretsTest {
    private static final String PREDICTION =
            "{\"id\":\"r1\",\"label\":\"a\",\"prediction\":\"a\",\"latency_ms\":3,\"output\":{\"x\":1}}";

    @Test
    void shouldKeepEverySecretOutOfHomeLogsFormsAndExports(JenkinsRule jenkins) throws Exception {
        try (Site site = new Site()) {
            site.setUp();
            Run<?, ?> good = build(
                    jenkins,
                    Result.SUCCESS,
                    "writeFile file: 'p.jsonl', text: '" + PREDICTION + "'",
                    "writeFile file: 'c.json', text: '{\"$defs\": {\"output\": {\"type\": \"object\"}}}'",
                    "writeFile file: 'v.csv', text: (1..30).collect { \"${it * 5 % 17},${it * 7 % 13}\" }.join('\\n')",
                    "registerVersion model: '" + Site.MODEL + "', version: 'v2', image: '" + Site.image("v2") + "'",
                    "modelSchemaGate contract: 'c.json', records: 'p.jsonl'",
                    "modelDriftGate reference: 'v.csv', current: 'v.csv'",
                    "modelEvalGate predictions: 'p.jsonl', rules: [[metric: 'accuracy', atLeast: 0.5]]",
                    Site.promote("v1"),
                    Site.promote("v2"),
                    "rollbackModel environment: 'production', model: '" + Site.MODEL + "'");
            site.cluster.api.deny("update deployments");
            Run<?, ?> denied = build(jenkins, Result.FAILURE, Site.promote("v3"));
            Run<?, ?> unknown = build(
                    jenkins,
                    Result.FAILURE,
                    Site.promote("v3").replace("production", "lab")
                            + ", definition: [name: 'lab', workload: 'deployment/scorer', container: 'model',"
                            + " connection: kubeconfig(credentialsId: 'kubeconfig', context: 'nowhere')]");

            jenkins.configRoundtrip();
            for (String page : List.of(
                    "configure",
                    good.getParent().getUrl() + "configure",
                    good.getParent().getUrl() + "pipeline-syntax/",
                    good.getParent().getUrl() + "config.xml",
                    good.getUrl() + "eval-report/",
                    good.getUrl() + "api/json?depth=3")) {
                assertThat(page, content(jenkins, page), not(containsString(Site.SECRET)));
            }
            ByteArrayOutputStream exported = new ByteArrayOutputStream();
            ConfigurationAsCode.get().export(exported);
            assertThat(exported.toString(StandardCharsets.UTF_8), not(containsString(Site.SECRET)));
            for (Run<?, ?> run : List.of(good, denied, unknown)) {
                assertThat(JenkinsRule.getLog(run), not(containsString(Site.SECRET)));
            }
            for (LogRecord logged : Jenkins.logRecords) {
                assertThat(String.valueOf(logged.getMessage()), not(containsString(Site.SECRET)));
            }
        }
        Leaks leaks = Leaks.below(jenkins.jenkins.getRootDir().toPath(), Site.SECRET);
        assertThat(leaks.found(), is(empty()));
        assertThat(leaks.files(), is(greaterThan(50)));
    }

    private static Run<?, ?> build(JenkinsRule jenkins, Result expected, String... steps) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node {\n" + String.join("\n", steps) + "\n}", true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private static String content(JenkinsRule jenkins, String page) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withJavaScriptEnabled(false)) {
            return client.goTo(page, null).getWebResponse().getContentAsString();
        }
    }
}
