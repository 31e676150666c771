package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Descriptor;
import hudson.model.Result;
import hudson.util.FormValidation;
import io.jenkins.plugins.modeldelivery.configuration.ApiServerAccess;
import io.jenkins.plugins.modeldelivery.configuration.KubeconfigAccess;
import io.jenkins.plugins.modeldelivery.configuration.S3LedgerLocation;
import io.jenkins.plugins.modeldelivery.configuration.SlackDestination;
import io.jenkins.plugins.modeldelivery.configuration.WebhookDestination;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.security.FIPS140;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A Jenkins in FIPS mode, which this class has to itself: where credentials travel, plain HTTP is refused before they do. */
@WithJenkins
class FipsModeTest {
    private static final String WHY = "in FIPS mode credentials are sent over https only";

    static {
        System.setProperty(FIPS140.class.getName() + ".COMPLIANCE", "true"); // read once, when Jenkins' class is loaded
    }

    private JenkinsRule jenkins;
    private Lure lure;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        lure = new Lure();
        Keyring.add("own", CredentialsScope.GLOBAL, lure);
        assertThat(FIPS140.useCompliantAlgorithms(), is(true));
    }

    @AfterEach
    void stop() {
        lure.close();
    }

    @Test
    void shouldSendNoCredentialsInClearTextFromAnyStep() throws Exception {
        String s3 = "s3: [credentialsId: 'own-aws', endpoint: '" + lure.url() + "', pathStyle: true]";
        String promote = "promoteModel environment: 'lab', model: 'intent', version: '1.0', definition: [name: 'lab',"
                + " workload: 'deployment/scorer', container: 'model', requires: 'none', connection: ";
        List<String> steps = List.of(
                "runModelEval evalSet: 'e.jsonl', url: '" + lure.url() + "', credentialsId: 'own-token'",
                "runModelEval evalSet: 'e.jsonl', url: '" + lure.url()
                        + "', header: 'X-Key', credentialsId: 'own-token'",
                "runModelEval evalSet: 's3://sets/e.jsonl', url: 'https://example.com', " + s3,
                "refreshEvalSet logs: 's3://logs/x/', rows: 1, output: 'x.jsonl', " + s3,
                "registerVersion model: 'intent', version: '1.1', dvc: 'm.dvc', remote: [url: 's3://models/x',"
                        + " endpoint: '" + lure.url() + "', pathStyle: true, credentialsId: 'own-aws']",
                "stagingTrafficGate route: 'external', production: 'p', candidate: 'c', warmUp: '0s', window: '1s',"
                        + " maxWindow: '1s', metrics: prometheus(url: '" + lure.url()
                        + "', preset: 'app', credentialsId: 'own-token')",
                promote + "kubeconfig('own-file')]",
                promote + "apiServer(server: '" + lure.url() + "', credentialsId: 'own-token')]");
        StringBuilder script = new StringBuilder("node {\n writeFile file: 'e.jsonl', text: '"
                + "{\"id\": \"a\", \"input\": 1, \"label\": 1}'\n"
                + "writeFile file: 'm.dvc', text: 'outs:\\n- md5: " + "ab".repeat(16) + "\\n  path: m\\n  size: 1\\n'\n"
                + "registerVersion model: 'intent', version: '1.0', image: 'registry.example.com/intent@sha256:"
                + "ab".repeat(32) + "'\n");
        for (String step : steps) {
            script.append("try { ")
                    .append(step)
                    .append("\n echo 'ACCEPTED' } catch (e) { echo 'REFUSED: ' + e.message }\n");
        }
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "deliver");
        job.setDefinition(new CpsFlowDefinition(script + "}", true));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.SUCCESS, job);
        String[] refused = JenkinsRule.getLog(run).split("REFUSED: ", -1);
        assertThat(refused, arrayWithSize(1 + steps.size()));
        for (int i = 0; i < steps.size(); i++) {
            assertThat(steps.get(i), refused[i + 1], containsString(WHY));
        }
        assertThat(lure.visits(), is(empty()));
    }

    @Test
    void shouldSendNothingFromAFormAndSayWhy() {
        ApiServerAccess.DescriptorImpl server = descriptor(ApiServerAccess.DescriptorImpl.class);
        S3LedgerLocation.DescriptorImpl store = descriptor(S3LedgerLocation.DescriptorImpl.class);
        WebhookDestination.DescriptorImpl webhook = descriptor(WebhookDestination.DescriptorImpl.class);
        String workload = "deployment/scorer";
        for (FormValidation answer : List.of(
                server.doCheckServer(null, lure.url()),
                server.doTestConnection(null, lure.url(), "", "own-token", "prod", workload, "controller"),
                descriptor(KubeconfigAccess.DescriptorImpl.class)
                        .doTestConnection(null, "own-file", "", "prod", workload, "controller"),
                store.doCheckEndpoint(lure.url()),
                store.doTestConnection("ledgers", "", lure.url(), "", true, "own-aws"),
                webhook.doCheckUrl(lure.url()),
                webhook.doTest("audit", lure.url(), "own-signing"),
                descriptor(SlackDestination.DescriptorImpl.class).doTest("chat", "own-chat"))) {
            assertThat(answer.renderHtml(), answer.kind, is(FormValidation.Kind.ERROR));
            assertThat(answer.renderHtml(), containsString(WHY));
            assertThat(answer.renderHtml(), not(containsString(Keyring.SECRET)));
        }
        assertThat(lure.visits(), is(empty()));
        assertThat(server.doCheckServer(null, "https://kubernetes.example.com:6443").kind, is(FormValidation.Kind.OK));
        assertThat(store.doCheckEndpoint("https://s3.example.com").kind, is(FormValidation.Kind.OK));
        assertThat(webhook.doCheckUrl("HTTPS://hooks.example.com/x").kind, is(FormValidation.Kind.OK));
    }

    /** Without a secret there is none to lose. */
    @Test
    void shouldStillAskAModelThatNeedsNoCredentials() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "plain");
        job.setDefinition(new CpsFlowDefinition(
                "node { writeFile file: 'e.jsonl', text: '{\"id\": \"a\", \"input\": 1, \"label\": 1}'\n"
                        + "runModelEval evalSet: 'e.jsonl', url: '" + lure.url() + "/predict' }",
                true));
        jenkins.assertLogNotContains(WHY, job.scheduleBuild2(0).get());
        assertThat(lure.visits(), hasItem(containsString("/predict")));
    }

    private static <D extends Descriptor<?>> D descriptor(Class<D> type) {
        return Jenkins.get().getDescriptorByType(type);
    }
}
