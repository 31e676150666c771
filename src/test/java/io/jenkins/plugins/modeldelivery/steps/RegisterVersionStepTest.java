package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.artifact.Artifact;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.S3Remote;
import io.jenkins.plugins.modeldelivery.configuration.S3ServerExtension;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A version whose artifact nobody can fetch is not registered. */
@WithJenkins
class RegisterVersionStepTest {
    /** MD5 of "model". */
    private static final String MD5 = "20f35e630daf44dbfa4c3f68f5399d8c";

    @RegisterExtension
    static final S3ServerExtension S3 = new S3ServerExtension();

    private static String pipeline(String prefix, String more) {
        return "node {\n writeFile file: 'intent.onnx.dvc', text: 'outs:\\n- md5: " + MD5
                + "\\n  size: 5\\n  hash: md5\\n  path: intent.onnx\\n'\n"
                + "registerVersion model: 'intent', version: '1.0', dvc: 'intent.onnx.dvc', remote: [url: 's3://"
                + S3ServerExtension.BUCKET + "/" + prefix + "', credentialsId: '" + S3ServerExtension.CREDENTIALS_ID
                + "', endpoint: '" + S3.endpoint() + "', pathStyle: true]" + more + "\n}";
    }

    private static WorkflowRun run(JenkinsRule jenkins, Result expected, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private static void push(String prefix, String content) throws Exception {
        try (ObjectStore store = S3.location(prefix).open(null)) {
            store.create(
                    "files/md5/" + MD5.substring(0, 2) + "/" + MD5.substring(2),
                    content.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldRegisterWhatTheRemoteHolds(JenkinsRule jenkins) throws Exception {
        S3ServerExtension.addCredentials();
        push("whole", "model");
        WorkflowRun run = run(jenkins, Result.SUCCESS, pipeline("whole", ", verify: true"));
        jenkins.assertLogContains("holds 'intent.onnx', 5 bytes, MD5 verified", run);
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(null)) {
            Artifact artifact =
                    ledger.versions().require("intent", "1.0").artifact().orElseThrow();
            assertThat(artifact.digest().toString(), is("md5:" + MD5));
            assertThat(artifact.size(), is(OptionalLong.of(5)));
            assertThat(
                    artifact.uri(), is("s3://" + S3ServerExtension.BUCKET + "/whole/files/md5/20/" + MD5.substring(2)));
        }
    }

    @Test
    void shouldRefuseWhatTheRemoteDoesNotHoldOrHoldsDamaged(JenkinsRule jenkins) throws Exception {
        S3ServerExtension.addCredentials();
        WorkflowRun forgotten = run(jenkins, Result.FAILURE, pipeline("empty", ""));
        jenkins.assertLogContains("dvc push", forgotten);
        push("damaged", "madel");
        run(jenkins, Result.SUCCESS, pipeline("damaged", "").replace("'1.0'", "'0.9'"));
        WorkflowRun damaged = run(jenkins, Result.FAILURE, pipeline("damaged", ", verify: true"));
        jenkins.assertLogContains("registerVersion: ", damaged);
        jenkins.assertLogNotContains("\tat ", damaged);
        WorkflowRun both = run(jenkins, Result.FAILURE, pipeline("empty", ", uri: 's3://elsewhere'"));
        jenkins.assertLogContains("remote and verify go with dvc", both);
    }

    @Test
    void shouldNeverReadARemoteWithKeysThatTheJobMayNotUse(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, Result.FAILURE, pipeline("empty", ""));
        jenkins.assertLogContains("There are no AWS credentials 'ledger-keys' that job", run);
        WorkflowRun none = run(
                jenkins,
                Result.FAILURE,
                pipeline("empty", "").replace("credentialsId: '" + S3ServerExtension.CREDENTIALS_ID + "',", ""));
        jenkins.assertLogContains("No AWS credentials are chosen", none);
    }

    @Test
    void shouldRoundTripItsForm(JenkinsRule jenkins) throws Exception {
        S3ServerExtension.addCredentials();
        RegisterVersionStep step = new RegisterVersionStep("intent", "1.0");
        step.dvc = "intent.onnx.dvc";
        S3Remote remote = new S3Remote("s3://models/dvc", S3ServerExtension.CREDENTIALS_ID);
        remote.setRegion("eu-west-1");
        step.remote = remote;
        step.verify = true;
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }
}
