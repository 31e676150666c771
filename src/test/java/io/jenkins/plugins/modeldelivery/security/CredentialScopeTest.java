package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Result;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Each step that takes the id of credentials, given ids of the controller's own: a Pipeline's author may not use those. */
@WithJenkins
class CredentialScopeTest {
    private static final String IMAGE = "registry.example.com/intent@sha256:" + "ab".repeat(32);

    private JenkinsRule jenkins;
    private Lure lure;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        lure = new Lure();
        Keyring.add("system", CredentialsScope.SYSTEM, lure);
        Keyring.add("global", CredentialsScope.GLOBAL, lure);
    }

    @AfterEach
    void stop() {
        lure.close();
    }

    /** One call for each way in which a step takes credentials. */
    private List<String> steps(String scope) {
        String s3 = "s3: [credentialsId: '" + scope + "-aws', endpoint: '" + lure.url() + "', pathStyle: true]";
        String promote = "promoteModel environment: 'lab', model: 'intent', version: '1.0', definition: [name: 'lab',"
                + " workload: 'deployment/scorer', container: 'model', requires: 'none', connection: ";
        return List.of(
                "runModelEval evalSet: 'e.jsonl', url: '" + lure.url() + "', credentialsId: '" + scope + "-token'",
                "runModelEval evalSet: 'e.jsonl', url: '" + lure.url() + "', credentialsId: '" + scope + "-user'",
                "runModelEval evalSet: 'e.jsonl', url: '" + lure.url() + "', header: 'X-Key', credentialsId: '" + scope
                        + "-token'",
                "runModelEval evalSet: 's3://sets/e.jsonl', url: '" + lure.url() + "', " + s3,
                "refreshEvalSet logs: 's3://logs/x/', rows: 1, output: 'x.jsonl', " + s3,
                "registerVersion model: 'intent', version: '1.1', dvc: 'm.dvc', remote: [url: 's3://models/x',"
                        + " endpoint: '" + lure.url() + "', pathStyle: true, credentialsId: '" + scope + "-aws']",
                "stagingTrafficGate route: 'external', production: 'p', candidate: 'c', warmUp: '0s', window: '1s',"
                        + " maxWindow: '1s', metrics: prometheus(url: '" + lure.url()
                        + "', preset: 'app', credentialsId: '"
                        + scope + "-token')",
                promote + "kubeconfig('" + scope + "-file')]",
                promote + "apiServer(server: '" + lure.url() + "', credentialsId: '" + scope + "-token')]");
    }

    private WorkflowRun tryEach(List<String> steps) throws Exception {
        StringBuilder script = new StringBuilder("node {\n writeFile file: 'e.jsonl', text: '"
                + "{\"id\": \"a\", \"input\": 1, \"label\": 1}'\n"
                + "writeFile file: 'm.dvc', text: 'outs:\\n- md5: " + "ab".repeat(16) + "\\n  path: m\\n  size: 1\\n'\n"
                + "registerVersion model: 'intent', version: '1.0', image: '" + IMAGE + "'\n");
        for (String step : steps) {
            script.append("try { ")
                    .append(step)
                    .append("\n echo 'ACCEPTED' } catch (e) { echo 'REFUSED: ' + e.message }\n");
        }
        Folder folder = jenkins.createProject(
                Folder.class, "team-" + jenkins.jenkins.getItems().size());
        WorkflowJob job = folder.createProject(WorkflowJob.class, "deliver");
        job.setDefinition(new CpsFlowDefinition(script + "}", true));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.SUCCESS, job);
        jenkins.assertLogNotContains("ACCEPTED", run);
        jenkins.assertLogNotContains(Keyring.SECRET, run);
        return run;
    }

    @Test
    void shouldFindNoCredentialsOfSystemScopeInAnyStep() throws Exception {
        List<String> steps = steps("system");
        WorkflowRun run = tryEach(steps);
        String[] refused = JenkinsRule.getLog(run).split("REFUSED: ", -1);
        assertThat(refused, arrayWithSize(1 + steps.size()));
        for (int i = 0; i < steps.size(); i++) {
            assertThat(steps.get(i), refused[i + 1], containsString("credentials 'system-"));
            assertThat(steps.get(i), refused[i + 1], containsString("that job '"));
        }
        assertThat(lure.visits(), is(empty()));
    }

    /** The same calls with what may be used do go out: none of them was refused for another reason. */
    @Test
    void shouldReachOutWithWhatAJobMayUse() throws Exception {
        for (String step : steps("global")) {
            int before = lure.visits().size();
            tryEach(List.of(step));
            assertThat(step, lure.visits().size() > before, is(true));
        }
        assertThat(lure.visits(), hasItem(containsString("Bearer " + Keyring.SECRET)));
    }
}
