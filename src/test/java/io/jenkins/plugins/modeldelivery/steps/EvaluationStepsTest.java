package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.sun.net.httpserver.HttpServer;
import hudson.model.Result;
import hudson.util.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
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

/** Evaluation and refresh in Declarative Pipelines on a real agent, against a real endpoint. */
@WithJenkins
class EvaluationStepsTest {
    private static final String TOKEN = "never-to-be-seen-0815";

    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private JenkinsRule jenkins;
    private HttpServer model;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agents.createAgent(
                rule, InboundAgentExtension.Options.newBuilder().label("remote").build());
        model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        model.createContext("/", exchange -> {
            try (exchange) {
                authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                String instance = body.replaceAll("\\D", "");
                byte[] answer =
                        ("{\"predictions\":[" + Integer.parseInt(instance) % 2 + "]}").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        model.start();
    }

    @AfterEach
    void stop() {
        model.stop(0);
    }

    private WorkflowRun run(Result expected, String... steps) throws Exception {
        return jenkins.buildAndAssertStatus(expected, RemotePipeline.of(jenkins, steps));
    }

    private static String evalSet() {
        return "writeFile file: 'eval.jsonl', text: '" + HeldModel.evalSet(60) + "'";
    }

    private String url() {
        return "http://127.0.0.1:" + model.getAddress().getPort() + "/";
    }

    @Test
    void shouldEvaluateFromTheAgentWithCredentialsAndHaveTheGateJudge() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString(TOKEN)));
        WorkflowRun run = run(
                Result.SUCCESS,
                evalSet(),
                "script { def r = runModelEval evalSet: 'eval.jsonl', url: '" + url() + "', protocol: 'kserve-v1',"
                        + " credentialsId: 'token', concurrency: 4, warmUp: 0\n echo \"got ${r.metrics.accuracy} | ${r.summary}\" }",
                "modelEvalGate predictions: 'predictions.jsonl', results: 'results.json', evalSet: 'eval.jsonl',"
                        + " rules: [[metric: 'accuracy', atLeast: 0.9]]");
        jenkins.assertLogContains("got 1.0 | 60 rows in ", run);
        assertThat(authorizations.size(), is(60));
        assertThat(authorizations, hasItem("Bearer " + TOKEN));
        assertThat(jenkins.getLog(run), not(containsString(TOKEN)));
        assertNowhere(run.getRootDir().toPath());
    }

    /** No file of the build holds the secret. */
    private static void assertNowhere(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(
                        file.toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1),
                        not(containsString(TOKEN)));
            }
        }
    }

    @Test
    void shouldSayInOneLineWhatIsWrong() throws Exception {
        WorkflowRun nobody =
                run(Result.FAILURE, evalSet(), "runModelEval evalSet: 'eval.jsonl', url: 'http://127.0.0.1:1/'");
        jenkins.assertLogContains("runModelEval: http://127.0.0.1:1/ cannot be evaluated", nobody);
        jenkins.assertLogNotContains("\tat ", nobody);
        WorkflowRun both = run(Result.FAILURE, evalSet(), "runModelEval evalSet: 'eval.jsonl'");
        jenkins.assertLogContains("give either url or command", both);
        WorkflowRun unknown = run(
                Result.FAILURE,
                evalSet(),
                "runModelEval evalSet: 'eval.jsonl', url: '" + url() + "', credentialsId: 'none'");
        jenkins.assertLogContains("There are no secret text or user name credentials 'none'", unknown);
    }

    @Test
    void shouldDrawAnEvalSetOrMarkTheBuildUnstableUntilThereAreLabels() throws Exception {
        String log =
                "writeFile file: 'logs/2026-11-10.jsonl', text: '{\"id\":\"a\",\"input\":1}\\n{\"id\":\"b\",\"input\":2}\\n'";
        String refresh = "refreshEvalSet logs: 'logs', rows: 10, output: 'next.jsonl', until: '2026-11-20T00:00:00Z'";
        WorkflowRun queued = run(Result.UNSTABLE, log, refresh, "echo readFile('next.jsonl.queue.jsonl')");
        jenkins.assertLogContains("no row has a label yet", queued);
        jenkins.assertLogContains("\"input\":2,\"label\":null", queued);
        WorkflowRun labelled = run(
                Result.SUCCESS,
                log,
                "writeFile file: 'labels.jsonl', text: '{\"id\":\"b\",\"label\":\"x\"}\\n'",
                refresh + ", labels: 'labels.jsonl'",
                "echo readFile('next.jsonl')");
        jenkins.assertLogContains("\"id\":\"b\",\"input\":2,\"label\":\"x\"", labelled);
    }

    @Test
    void shouldKeepWhatWasEnteredInForms() throws Exception {
        RunModelEvalStep eval = new RunModelEvalStep("eval.jsonl");
        eval.url = "https://models.example.com/invoke";
        eval.protocol = "oip";
        eval.concurrency = 5;
        eval.rate = 2.5;
        eval.warmUp = 0;
        eval.timeout = "5s";
        jenkins.assertEqualDataBoundBeans(eval, new StepConfigTester(jenkins).configRoundTrip(eval));
        RefreshEvalSetStep refresh = new RefreshEvalSetStep("logs", 100, "next.jsonl");
        refresh.labels = "a.jsonl, b.jsonl";
        refresh.similarity = 0.9;
        refresh.seed = 3L;
        refresh.stratify = "language";
        refresh.minPerStratum = 5;
        refresh.draw = "inputs";
        refresh.status = "status=200";
        refresh.groupBy = "user";
        refresh.maxPerGroup = 3;
        jenkins.assertEqualDataBoundBeans(refresh, new StepConfigTester(jenkins).configRoundTrip(refresh));
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        RunModelEvalStep least = new RunModelEvalStep("eval.jsonl");
        least.url = "http://localhost:8080/";
        snippets.assertRoundTrip(least, "runModelEval evalSet: 'eval.jsonl', url: 'http://localhost:8080/'");
        snippets.assertRoundTrip(
                new RefreshEvalSetStep("logs", 100, "next.jsonl"),
                "refreshEvalSet logs: 'logs', output: 'next.jsonl', rows: 100");
    }
}
