package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Fingerprint;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.S3ServerExtension;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.security.Leaks;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Gates record their reports as evidence about registered versions; an unreachable ledger never passes silently. */
@WithJenkins
class EvidenceTest {
    private static final String REGISTER = "registerVersion model: 'intent', version: '1.0', image:"
            + " 'registry.example.com/intent@sha256:" + "ab".repeat(32) + "'\n";
    private static final String GATE = "modelEvalGate predictions: 'p.jsonl', model: 'intent', version: '1.0',"
            + " rules: [[metric: 'accuracy', atLeast: 0.9]]\n";

    @RegisterExtension
    static final S3ServerExtension S3 = new S3ServerExtension();

    @Test
    void shouldRecordEvidenceInTheDirectoryLedger(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, Result.SUCCESS, REGISTER + REGISTER + GATE);
        jenkins.assertLogContains("already registered, unchanged", run);
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(null)) {
            List<String> ids = ledger.evidence().list("intent", "1.0");
            assertThat(ids, hasSize(1));
            Evidence evidence =
                    ledger.evidence().get("intent", "1.0", ids.get(0)).orElseThrow();
            assertThat(evidence.verdict(), is(Verdict.PASS));
            assertThat(evidence.buildUrl().orElse(""), containsString(run.getUrl()));
        }
    }

    @Test
    void shouldRecordEvidenceInS3WithoutLeakingTheSecret(JenkinsRule jenkins) throws Exception {
        S3ServerExtension.addCredentials();
        ModelDeliveryConfiguration.get().setLedger(S3.location("evidence"));
        WorkflowRun run = run(jenkins, Result.SUCCESS, REGISTER + GATE);
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(null)) {
            assertThat(ledger.evidence().list("intent", "1.0"), hasSize(1));
        }
        Fingerprint uses = CredentialsProvider.getFingerprintOf(
                SystemCredentialsProvider.getInstance().getCredentials().get(0));
        assertThat(
                "each build that opens the ledger is a use of its keys",
                uses.getJobs(),
                hasItem(run.getParent().getFullName()));
        assertThat(
                Leaks.below(jenkins.jenkins.getRootDir().toPath(), "not-a-real-secret")
                        .found(),
                is(empty()));
    }

    /** The command line on a laptop reads what the Pipeline wrote. */
    @Test
    void shouldShareTheLedgerWithTheCommandLine(JenkinsRule jenkins) throws Exception {
        Path jar = Path.of("engine", "target", "model-delivery.jar");
        assumeTrue(Files.exists(jar), jar + " is made by building the engine first, as ./dev test does");
        S3ServerExtension.addCredentials();
        ModelDeliveryConfiguration.get().setLedger(S3.location("shared"));
        run(jenkins, Result.SUCCESS, REGISTER + GATE);
        Process process = S3.commandLine(jar, "shared", "ledger", "show", "intent", "--version", "1.0");
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shown, process.waitFor(), is(0));
        assertThat(shown, containsString("registry.example.com/intent@sha256:abab"));
        assertThat(shown, containsString("PASS"));
    }

    @Test
    void shouldFailWhenTheVersionIsNotRegistered(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, Result.FAILURE, GATE);
        jenkins.assertLogContains("Version 1.0 of intent is not registered", run);
    }

    @Test
    void shouldFailWhenTheLedgerCannotBeReachedAlthoughTheVerdictIsPass(JenkinsRule jenkins) throws Exception {
        S3ServerExtension.addCredentials("wrong-secret");
        ModelDeliveryConfiguration.get().setLedger(S3.location("evidence"));
        WorkflowRun run = run(jenkins, Result.FAILURE, GATE + "echo 'not reached'");
        jenkins.assertLogContains("The evidence could not be recorded", run);
        jenkins.assertLogNotContains("not reached", run);
        jenkins.assertLogNotContains("\tat ", run);
    }

    @Test
    void shouldRefuseOtherContentUnderARegisteredVersionByNameOfTheField(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, Result.FAILURE, REGISTER + REGISTER.replace("abab", "cdcd"));
        jenkins.assertLogContains("registered with another image", run);
    }

    @Test
    void shouldRefuseNamesThatWouldEscapeTheLedger(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, Result.FAILURE, REGISTER.replace("'1.0'", "'../../x'"));
        jenkins.assertLogContains("not a valid version name", run);
    }

    private static WorkflowRun run(JenkinsRule jenkins, Result expected, String steps) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "node {\n writeFile file: 'p.jsonl', text: '" + Workspaces.predictions(20, 20) + "'\n" + steps + "}",
                true));
        return jenkins.buildAndAssertStatus(expected, job);
    }
}
