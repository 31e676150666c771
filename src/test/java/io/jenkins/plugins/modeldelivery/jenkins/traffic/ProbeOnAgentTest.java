package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.sun.net.httpserver.HttpServer;
import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Requests of a probe go where a Pipeline says: from the machine that the Pipeline runs on, and not to what trusts that machine. */
@WithJenkins
class ProbeOnAgentTest {
    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer model;

    @BeforeEach
    void start() throws Exception {
        model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        model.setExecutor(threads);
        model.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        model.start();
    }

    @AfterEach
    void stop() {
        model.stop(0);
        threads.shutdownNow();
    }

    private WorkflowRun probed(JenkinsRule jenkins, String node, Result expected) throws Exception {
        String url = "http://127.0.0.1:" + model.getAddress().getPort() + "/";
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("""
                node('%s') {
                  writeFile file: 'e.jsonl', text: '{"id": "a", "input": 1}'
                  stagingTrafficGate route: 'external', production: 'p', candidate: 'c', warmUp: '0s', interval: '1s',
                      window: '2s', maxWindow: '2s', minRequests: 10, onFail: 'unstable', onInconclusive: 'unstable',
                      metrics: probe(requests: 'e.jsonl', candidateUrl: '%s', productionUrl: '%s', batch: 20)
                }
                """.formatted(node, url, url), true));
        return jenkins.assertBuildStatus(expected, job.scheduleBuild2(0));
    }

    @Test
    void shouldSendNothingFromTheController(JenkinsRule jenkins) throws Exception {
        ModelDeliveryConfiguration.get().setLocalProbes(true);
        WorkflowRun run = probed(jenkins, "built-in", Result.FAILURE);
        jenkins.assertLogContains("a probe sends its requests from an agent, never from the controller", run);
        assertThat(requests.get(), is(0));
    }

    @Test
    void shouldReachLocalAddressesOnlyWhereAnAdministratorAllowedIt(JenkinsRule jenkins) throws Exception {
        jenkins.createOnlineSlave(Label.get("far"));
        WorkflowRun refused = probed(jenkins, "far", Result.FAILURE);
        jenkins.assertLogContains("A probe sends nothing to 127.0.0.1", refused);
        assertThat(requests.get(), is(0));
        ModelDeliveryConfiguration.get().setLocalProbes(true);
        WorkflowRun allowed = probed(jenkins, "far", Result.UNSTABLE);
        jenkins.assertLogNotContains("A probe sends nothing", allowed);
        assertThat(requests.get(), greaterThan(40));
    }

    @Test
    void shouldBeConfiguredInTheFormAndAsCode(JenkinsRule jenkins, @TempDir Path directory) throws Exception {
        assertThat(ModelDeliveryConfiguration.get().isLocalProbes(), is(false));
        Path yaml = Files.writeString(
                directory.resolve("jenkins.yaml"), "unclassified:\n  modelDelivery:\n    localProbes: true\n");
        ConfigurationAsCode.get().configure(yaml.toString());
        assertThat(ModelDeliveryConfiguration.get().isLocalProbes(), is(true));
        jenkins.configRoundtrip();
        assertThat(ModelDeliveryConfiguration.get().isLocalProbes(), is(true));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        assertThat(out.toString(StandardCharsets.UTF_8), containsString("localProbes: true"));
        ModelDeliveryConfiguration.get().setLocalProbes(false);
        jenkins.configRoundtrip();
        assertThat(ModelDeliveryConfiguration.get().isLocalProbes(), is(false));
    }
}
