package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.User;
import io.jenkins.plugins.modeldelivery.configuration.DownstreamJob;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A promotion starts the jobs of models that need a new evaluation, if it is asked to and may, and never fails of it. */
@WithJenkins
class DownstreamStarterTest {
    private static final String PROMOTE = Site.promote("v2", "startDownstream: true");

    private JenkinsRule jenkins;
    private Site site;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new Site();
        site.setUp();
        try (Ledger ledger = Site.ledger()) {
            serve(ledger, Site.MODEL, "v1", Site.image("v1"));
            site.carryLastDecision();
            String ranker = "registry.example.com/ranker@" + Site.digest("ranker");
            Site.register(ledger, "ranker", "r7", ranker);
            ObjectNode report = (ObjectNode) Json.parse(
                    "{\"schema\":\"model-delivery/gate-report/v1\",\"verdict\":\"PASS\",\"reasons\":[],\"rules\":[],"
                            + "\"policy\":{\"dependsOn\":[\"" + Site.MODEL + "\"]}}",
                    "test");
            Site.record(ledger, "ranker", "r7", report, Instant.now(), Optional.empty(), Evaluated.AGAINST_WHAT_SERVES);
            serve(ledger, "ranker", "r7", ranker);
        }
        started("ranker", "evaluate-ranker");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static void serve(Ledger ledger, String model, String version, String image) throws Exception {
        String digest = image.substring(image.indexOf('@') + 1);
        ledger.decisions()
                .append(DecisionDraft.of(
                                model, "production", Decision.Kind.PROMOTED, Target.of(version, digest), "ada", "")
                        .withDetails(DecisionDetails.NONE.withImage(image)));
    }

    private static void started(String model, String job) {
        EnvironmentConfiguration production = Site.environment("production", null);
        production.setDownstreamJobs(List.of(new DownstreamJob(model, job)));
        ModelDeliveryConfiguration.get().setEnvironments(List.of(production));
    }

    private WorkflowRun promoted(String step) throws Exception {
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.SUCCESS, Site.job(jenkins, "deliver", step));
        jenkins.waitUntilNoActivity();
        assertThat(site.live(), is(Site.image("v2")));
        jenkins.assertLogContains("needs a new evaluation: ranker r7 in production", run);
        jenkins.assertLogNotContains("\tat ", run);
        return run;
    }

    @Test
    void shouldStartTheJobWithTheVersionThatServes() throws Exception {
        FreeStyleProject evaluate = jenkins.createFreeStyleProject("evaluate-ranker");
        evaluate.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("VERSION", "none"), new StringParameterDefinition("SET", "latest")));
        WorkflowRun run = promoted(PROMOTE);
        jenkins.assertLogContains("Started evaluate-ranker, which evaluates ranker r7", run);
        ParametersAction given = evaluate.getLastBuild().getAction(ParametersAction.class);
        assertThat(given.getParameter("VERSION").getValue(), is("r7"));
        assertThat(given.getParameter("SET").getValue(), is("latest"));
        assertThat(evaluate.getLastBuild().getCause(Cause.UpstreamCause.class).getUpstreamRun(), is(run));
    }

    @Test
    void shouldStartNothingUnlessAsked() throws Exception {
        FreeStyleProject evaluate = jenkins.createFreeStyleProject("evaluate-ranker");
        promoted(Site.promote("v2"));
        assertThat(evaluate.getLastBuild(), is(nullValue()));
    }

    @Test
    void shouldPromoteAllTheSameWhenThereIsNoSuchJob() throws Exception {
        jenkins.assertLogContains(
                "The evaluation of ranker r7 is not started: there is no job 'evaluate-ranker' that SYSTEM may see",
                promoted(PROMOTE));
    }

    @Test
    void shouldSayWhenNoJobIsConfigured() throws Exception {
        started("somebody-else", "evaluate-ranker");
        jenkins.assertLogContains("No job is configured that evaluates ranker r7", promoted(PROMOTE));
    }

    @Test
    void shouldNotStartADisabledJob() throws Exception {
        FreeStyleProject evaluate = jenkins.createFreeStyleProject("evaluate-ranker");
        evaluate.disable();
        jenkins.assertLogContains("job 'evaluate-ranker' is disabled", promoted(PROMOTE));
        assertThat(evaluate.getLastBuild(), is(nullValue()));
    }

    @Test
    void shouldNeverStartItself() throws Exception {
        started("ranker", "deliver");
        WorkflowRun run = promoted(PROMOTE);
        jenkins.assertLogContains("job 'deliver' is this job, or led to this build", run);
        assertThat(run.getParent().getLastBuild(), is(run));
    }

    @Test
    void shouldNotStartTheJobThatLedToIt() throws Exception {
        FreeStyleProject evaluate = jenkins.createFreeStyleProject("evaluate-ranker");
        Cause cause = new Cause.UpstreamCause(jenkins.buildAndAssertSuccess(evaluate));
        WorkflowJob deliver = Site.job(jenkins, "deliver", PROMOTE);
        WorkflowRun run = jenkins.assertBuildStatusSuccess(deliver.scheduleBuild2(0, new CauseAction(cause)));
        jenkins.waitUntilNoActivity();
        jenkins.assertLogContains("job 'evaluate-ranker' is this job, or led to this build", run);
        assertThat(evaluate.getLastBuild().getNumber(), is(1));
    }

    @Test
    void shouldAskForThePermissionOfWhomTheBuildRunsAs() throws Exception {
        FreeStyleProject evaluate = jenkins.createFreeStyleProject("evaluate-ranker");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, ModelDeliveryPermissions.PROMOTE)
                .everywhere()
                .to("deployer"));
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate("deliver", User.getById("deployer", true).impersonate2()));
        WorkflowRun run = promoted(PROMOTE);
        jenkins.assertLogContains("deployer may not build job 'evaluate-ranker'", run);
        assertThat(evaluate.getLastBuild(), is(nullValue()));
    }
}
