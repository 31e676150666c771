package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.configuration.S3Files;
import io.jenkins.plugins.modeldelivery.configuration.S3ServerExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Eval sets and request logs in S3 are read by the agent, with addresses signed on the controller; the key stays there. */
@WithJenkins
class DataInS3Test {
    @RegisterExtension
    private static final S3ServerExtension S3 = new S3ServerExtension();

    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    private JenkinsRule jenkins;
    private HeldModel model;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agents.createAgent(
                rule, InboundAgentExtension.Options.newBuilder().label("remote").build());
        S3ServerExtension.addCredentials();
        model = new HeldModel(Integer.MAX_VALUE);
    }

    @AfterEach
    void stop() {
        model.close();
    }

    private static String s3(String credentials) {
        return "s3: [credentialsId: '" + credentials + "', endpoint: '" + S3.endpoint() + "', pathStyle: true]";
    }

    private String evaluate(String set, String more) {
        return "runModelEval evalSet: '" + set + "', url: '" + model.url() + "'" + more;
    }

    private WorkflowRun run(Result expected, String... steps) throws Exception {
        WorkflowRun run = jenkins.buildAndAssertStatus(expected, RemotePipeline.of(jenkins, steps));
        jenkins.assertLogNotContains("\tat ", run);
        noSecretIn(run);
        return run;
    }

    /** Neither the key nor a signed address is in any file of the build. */
    private static void noSecretIn(WorkflowRun run) throws IOException {
        try (Stream<Path> files = Files.walk(run.getRootDir().toPath())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(file.toString(), text, not(containsString(S3ServerExtension.SECRET_KEY)));
                assertThat(file.toString(), text, not(containsString("X-Amz-")));
            }
        }
    }

    private static String rows(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"id\":\"r%d\",\"input\":%d,\"label\":%d}%n".formatted(i, i, i % 2));
        }
        return lines.toString();
    }

    @Test
    void shouldEvaluateOnASetInABucket() throws Exception {
        S3.put("sets/dt=2026-11-01/set.jsonl", rows(40));
        String set = "s3://" + S3ServerExtension.BUCKET + "/sets/dt=2026-11-01/set.jsonl";
        WorkflowRun run = run(
                Result.SUCCESS,
                evaluate(set, ", " + s3(S3ServerExtension.CREDENTIALS_ID)),
                "modelEvalGate predictions: 'predictions.jsonl', rules: [[metric: 'accuracy', atLeast: 0.99]]",
                "echo readFile('results.json')");
        jenkins.assertLogContains("\"name\" : \"" + set + "\"", run);
        jenkins.assertLogContains("40 rows in ", run);
    }

    @Test
    void shouldDrawFromLogsBelowAPrefix() throws Exception {
        S3.put("logs/a/2026-11-10.jsonl", "{\"id\":\"a\",\"input\":1}\n{\"id\":\"b\",\"input\":2}\n");
        S3.put("logs/a/2026-11-11.jsonl", "{\"id\":\"c\",\"input\":3}\n");
        S3.put("logs/a/readme.txt", "no log");
        WorkflowRun run = run(
                Result.SUCCESS,
                "writeFile file: 'labels.jsonl', text: '{\"id\":\"c\",\"label\":\"x\"}\\n'",
                "refreshEvalSet logs: 's3://" + S3ServerExtension.BUCKET + "/logs/a/', rows: 10, output: 'next.jsonl',"
                        + " labels: 'labels.jsonl', until: '2026-11-20T00:00:00Z', "
                        + s3(S3ServerExtension.CREDENTIALS_ID),
                "echo readFile('next.jsonl')");
        jenkins.assertLogContains("1 labelled rows in ", run);
        jenkins.assertLogContains("\"id\":\"c\",\"input\":3,\"label\":\"x\"", run);
    }

    @Test
    void shouldSayInOneLineWhatIsWrong() throws Exception {
        String set = "s3://" + S3ServerExtension.BUCKET + "/none.jsonl";
        jenkins.assertLogContains(
                "runModelEval: " + set + " does not exist",
                run(Result.FAILURE, evaluate(set, ", " + s3(S3ServerExtension.CREDENTIALS_ID))));
        jenkins.assertLogContains("needs s3: [credentialsId: '...']", run(Result.FAILURE, evaluate(set, "")));
        jenkins.assertLogContains(
                "s3 goes with evalSet: 's3://bucket/...'",
                run(Result.FAILURE, evaluate("eval.jsonl", ", " + s3(S3ServerExtension.CREDENTIALS_ID))));
        jenkins.assertLogContains(
                "There are no AWS credentials 'nobodys'", run(Result.FAILURE, evaluate(set, ", " + s3("nobodys"))));
        jenkins.assertLogContains(
                "holds no logs",
                run(
                        Result.FAILURE,
                        "refreshEvalSet logs: 's3://" + S3ServerExtension.BUCKET
                                + "/empty/', rows: 1, output: 'x.jsonl', " + s3(S3ServerExtension.CREDENTIALS_ID)));
    }

    @Test
    void shouldKeepWhatWasEnteredInForms() throws Exception {
        S3Files files = new S3Files(S3ServerExtension.CREDENTIALS_ID);
        files.setEndpoint("https://s3.example.com");
        files.setPathStyle(true);
        RunModelEvalStep eval = new RunModelEvalStep("s3://sets/eval.jsonl");
        eval.command = "python3 model.py";
        eval.runId = "v3";
        eval.s3 = files;
        RunModelEvalStep after = new StepConfigTester(jenkins).configRoundTrip(eval);
        jenkins.assertEqualDataBoundBeans(eval, after);
        jenkins.assertEqualDataBoundBeans(files, after.s3);
        RefreshEvalSetStep refresh = new RefreshEvalSetStep("s3://requests/intent/", 100, "next.jsonl");
        refresh.s3 = files;
        jenkins.assertEqualDataBoundBeans(files, new StepConfigTester(jenkins).configRoundTrip(refresh).s3);
        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        refresh,
                        "refreshEvalSet logs: 's3://requests/intent/', output: 'next.jsonl', rows: 100, "
                                + "s3: [credentialsId: 'ledger-keys', endpoint: 'https://s3.example.com', pathStyle: true]");
    }
}
