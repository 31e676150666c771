package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import hudson.model.Slave;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;

/** Clusters that only an agent reaches. */
class AgentDeliveryTest extends OnSite {
    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    @Test
    void shouldReachTheClusterFromTheAgent() throws Exception {
        agents.createAgent(
                jenkins,
                InboundAgentExtension.Options.newBuilder().label("remote").build());
        EnvironmentConfiguration environment = Site.environment("production", null);
        environment.setConnectFrom("agent");
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
        WorkflowRun outside = run(Result.FAILURE, Site.promote("v2"));
        jenkins.assertLogContains("run this step inside a node block", outside);
        run(Result.SUCCESS, "node('remote') { " + Site.promote("v2") + " }");
        assertThat(site.live(), is(Site.image("v2")));
        WorkflowRun refused = run(
                Result.FAILURE,
                "node('remote') { rollbackModel environment: 'production', model: '" + Site.MODEL + "', to: 'v9' }");
        jenkins.assertLogContains("Version v9 never served here", refused);
    }

    @Test
    void shouldGoOnWatchingWhenTheAgentComesBack() throws Exception {
        Slave agent = agents.createAgent(
                jenkins,
                InboundAgentExtension.Options.newBuilder().label("remote").build());
        EnvironmentConfiguration environment = Site.environment("production", null);
        environment.setConnectFrom("agent");
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
        site.cluster.fate(Site.image("v2"), Fate.HANGS);
        WorkflowRun run = Site.job(jenkins, "deliver", "node('remote') { " + Site.promote("v2") + " }")
                .scheduleBuild2(0)
                .waitForStart();
        awaitLog(run, "watching: ");
        agents.stop(jenkins, agent.getNodeName());
        awaitLog(run, "is offline; trying again");
        site.cluster.fate(Site.image("v2"), Fate.RUNS);
        agents.start(
                jenkins,
                InboundAgentExtension.Options.newBuilder()
                        .name(agent.getNodeName())
                        .build());
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        assertThat(Site.story(), contains("DECIDED v2", "PROMOTED v2"));
        assertThat(site.cluster.api.updates(), hasSize(1));
    }

    private static void awaitLog(WorkflowRun run, String text) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> JenkinsRule.getLog(run).contains(text));
    }

    private WorkflowRun run(Result expected, String... steps) throws Exception {
        WorkflowJob job = Site.job(
                jenkins,
                "deliver-" + jenkins.jenkins.getAllItems(WorkflowJob.class).size(),
                steps);
        return jenkins.buildAndAssertStatus(expected, job);
    }
}
