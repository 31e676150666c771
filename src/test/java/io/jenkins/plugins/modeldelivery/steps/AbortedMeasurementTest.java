package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Slave;
import io.jenkins.plugins.modeldelivery.configuration.S3ServerExtension;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An abort leaves nothing that looks complete, and what was measured can be gone on with. */
@WithJenkins
class AbortedMeasurementTest {
    private static final int ROWS = 40;
    private static final int ANSWERED = 10;

    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    private JenkinsRule jenkins;
    private Slave agent;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = agents.createAgent(
                rule, InboundAgentExtension.Options.newBuilder().label("remote").build());
    }

    private WorkflowJob evaluation(HeldModel model, String more) throws Exception {
        return RemotePipeline.of(
                jenkins,
                "writeFile file: 'eval.jsonl', text: '" + HeldModel.evalSet(ROWS) + "'",
                "runModelEval evalSet: 'eval.jsonl', url: '" + model.url() + "', concurrency: 1, warmUp: 0" + more);
    }

    private WorkflowRun aborted(HeldModel model, WorkflowJob job) throws Exception {
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        model.awaitHolding();
        run.getExecutor().interrupt();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("runModelEval was interrupted", run);
        jenkins.assertLogNotContains("\tat ", run);
        return run;
    }

    private FilePath workspace(WorkflowJob job) {
        return agent.getWorkspaceFor(job);
    }

    private List<String> files(WorkflowJob job) throws Exception {
        return workspace(job).list().stream().map(FilePath::getName).toList();
    }

    /** The agent hears of an abort a moment after the build has ended. */
    private void awaitNobodyWriting(WorkflowJob job) {
        Path partial = Path.of(workspace(job).child("predictions.jsonl.partial").getRemote());
        Awaitility.await().until(() -> {
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false)) {
                return lock != null;
            }
        });
    }

    @Test
    void shouldGoOnWithAnAbortedEvaluationOfTheSameThing() throws Exception {
        try (HeldModel model = new HeldModel(ANSWERED)) {
            WorkflowJob job = evaluation(model, ", runId: 'v3'");
            WorkflowRun run = aborted(model, job);
            assertThat(run.getAction(EvalReportAction.class) == null, is(true));
            awaitNobodyWriting(job);
            assertThat(files(job), containsInAnyOrder("eval.jsonl", "predictions.jsonl.partial"));
            model.release();
            WorkflowRun again = jenkins.buildAndAssertSuccess(job);
            jenkins.assertLogContains("going on with " + ANSWERED + " of " + ROWS + " rows answered before", again);
            jenkins.assertLogContains("40 rows in ", again);
            assertThat("only the cut one was asked twice", model.asked(), is(ROWS + 1));
            assertThat(files(job), containsInAnyOrder("eval.jsonl", "predictions.jsonl", "results.json"));
        }
    }

    @Test
    void shouldBeginAnewInAnotherBuildThatDoesNotSayWhatItEvaluates() throws Exception {
        try (HeldModel model = new HeldModel(ANSWERED)) {
            WorkflowJob job = evaluation(model, "");
            aborted(model, job);
            awaitNobodyWriting(job);
            model.release();
            WorkflowRun again = jenkins.buildAndAssertSuccess(job);
            jenkins.assertLogNotContains("going on with", again);
            assertThat(model.asked(), is(ANSWERED + 1 + ROWS));
        }
    }

    @Test
    void shouldLeaveTheOldEvalSetWhenARefreshIsAborted() throws Exception {
        S3ServerExtension.addCredentials();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        HttpServer bucket = slowBucket(asked, released);
        try {
            WorkflowJob job = RemotePipeline.of(
                    jenkins,
                    "script { if (!fileExists('next.jsonl')) { writeFile file: 'next.jsonl', text: 'old' } }",
                    "refreshEvalSet logs: 's3://requests/logs/', rows: 5, output: 'next.jsonl', labelField: 'label',"
                            + " until: '2026-11-20T00:00:00Z', s3: [credentialsId: '"
                            + S3ServerExtension.CREDENTIALS_ID + "', endpoint: 'http://127.0.0.1:"
                            + bucket.getAddress().getPort() + "', pathStyle: true]");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            asked.await();
            run.getExecutor().interrupt();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            jenkins.assertLogNotContains("\tat ", run);
            assertThat(files(job), contains("next.jsonl"));
            assertThat(workspace(job).child("next.jsonl").readToString(), is("old"));
            released.countDown();
            jenkins.assertLogContains("1 labelled rows in ", jenkins.buildAndAssertSuccess(job));
            assertThat(files(job), containsInAnyOrder("next.jsonl", "next.jsonl.meta.json", "next.jsonl.queue.jsonl"));
        } finally {
            released.countDown();
            bucket.stop(0);
        }
    }

    /** As much of S3 as a refresh asks for: one log, whose second half comes when it is released. */
    private static HttpServer slowBucket(CountDownLatch asked, CountDownLatch released) throws IOException {
        byte[] listing = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult>"
                        + "<Name>requests</Name><IsTruncated>false</IsTruncated><KeyCount>1</KeyCount>"
                        + "<Contents><Key>logs/2026-11-10.jsonl</Key><Size>1</Size></Contents></ListBucketResult>")
                .getBytes(StandardCharsets.UTF_8);
        byte[] log = "{\"id\":\"a\",\"input\":1,\"label\":\"x\"}\n".getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            try (exchange) {
                if (exchange.getRequestURI().getPath().endsWith(".jsonl")) {
                    exchange.sendResponseHeaders(200, log.length);
                    exchange.getResponseBody().write(log, 0, 5);
                    exchange.getResponseBody().flush();
                    asked.countDown();
                    released.await();
                    exchange.getResponseBody().write(log, 5, log.length - 5);
                } else {
                    answer(exchange, listing);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }
}
