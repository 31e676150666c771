package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Promotions and rollbacks in Declarative Pipelines, against an API server with slow controllers. */
class PromoteModelStepTest extends OnSite {
    @Test
    void shouldPromoteAndTellWhatItDid() throws Exception {
        WorkflowRun run = run(
                Result.SUCCESS,
                "script { def r = " + Site.promote("v2")
                        + "\n echo \"result: ${r.outcome} ${r.version} ${r.environment} ${r.previousVersion}\" }");
        assertThat(site.live(), is(Site.image("v2")));
        assertThat(Site.story(), contains("DECIDED v2", "PROMOTED v2"));
        assertThat(Site.decisions().get(1).evidence(), hasSize(3));
        jenkins.assertLogContains("result: PROMOTED v2 production unknown", run);
        jenkins.assertLogContains("[production] watching: image set, generation 2", run);
        assertThat(run.getAction(EvalReportAction.class).getVerdictName(), is("PASS"));
        assertThat(site.cluster.api.updates(), hasSize(1));
    }

    @Test
    void shouldRevertAFailedRolloutAndFailTheBuild() throws Exception {
        site.cluster.fate(Site.image("v2"), Fate.PULL_FAILS);
        WorkflowRun run = run(Result.FAILURE, Site.promote("v2"));
        jenkins.assertLogContains("promoteModel REVERTED", run);
        jenkins.assertLogContains("ImagePullBackOff", run);
        jenkins.assertLogNotContains("\tat ", run);
        assertThat(site.live(), is(Site.image("v1")));
        assertThat(Site.story(), contains("DECIDED v2", "FAILED v2", "REVERTED unknown"));
    }

    @Test
    void shouldRefuseAndNameEveryMissingPieceOfEvidence() throws Exception {
        ModelDeliveryConfiguration.get()
                .setEnvironments(List.of(Site.environment("production", "schema, shift, eval, traffic, approval")));
        WorkflowRun run = run(Result.FAILURE, Site.promote("v2"));
        jenkins.assertLogContains("no traffic evidence; no approval evidence", run);
        assertThat(Site.story(), is(empty()));
        assertThat(site.cluster.api.updates(), is(empty()));
    }

    @Test
    void shouldRefuseAnOverrideThatNobodyAnswersFor() throws Exception {
        ModelDeliveryConfiguration.get().setEnvironments(List.of(Site.environment("production", "traffic")));
        WorkflowRun run = run(Result.FAILURE, Site.promote("v2", "override: 'hotfix'"));
        jenkins.assertLogContains("needs a person with the permission ModelDelivery/Override", run);
        assertThat(Site.story(), is(empty()));
    }

    @Test
    void shouldAskForThePermissionsOfWhoStartedTheBuild() throws Exception {
        ModelDeliveryConfiguration.get().setEnvironments(List.of(Site.environment("production", "traffic")));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("bob", "ada", "grace")
                .grant(ModelDeliveryPermissions.PROMOTE)
                .everywhere()
                .to("ada", "grace")
                .grant(ModelDeliveryPermissions.OVERRIDE)
                .everywhere()
                .to("grace"));
        WorkflowJob job = Site.job(jenkins, "deliver", Site.promote("v2", "override: 'hotfix 42'"));
        jenkins.assertLogContains(
                "User 'bob' has no permission ModelDelivery/Promote", started(job, "bob", Result.FAILURE));
        jenkins.assertLogContains(
                "User 'ada' has no permission ModelDelivery/Override", started(job, "ada", Result.FAILURE));
        assertThat(Site.story(), is(empty()));
        started(job, "grace", Result.SUCCESS);
        assertThat(Site.decisions().get(0).draft().user(), is("grace"));
        assertThat(Site.decisions().get(0).draft().details().override().orElse(""), is("hotfix 42"));
    }

    @Test
    void shouldAskForThePermissionsOfWhoStartedTheBuildUpstream() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("bob", "ada")
                .grant(ModelDeliveryPermissions.PROMOTE)
                .everywhere()
                .to("ada"));
        WorkflowJob train = Site.job(jenkins, "train", "echo 'trained'");
        WorkflowJob deliver = Site.job(jenkins, "deliver", Site.promote("v2"));
        WorkflowRun refused = deliver.scheduleBuild2(0, after(started(train, "bob", Result.SUCCESS)))
                .get();
        jenkins.assertLogContains(
                "User 'bob' has no permission ModelDelivery/Promote",
                jenkins.assertBuildStatus(Result.FAILURE, refused));
        assertThat(Site.story(), is(empty()));
        WorkflowRun promoted = deliver.scheduleBuild2(0, after(started(train, "ada", Result.SUCCESS)))
                .get();
        jenkins.assertBuildStatus(Result.SUCCESS, promoted);
        assertThat(Site.decisions().get(0).draft().user(), is("ada"));
    }

    private static CauseAction after(WorkflowRun upstream) {
        return new CauseAction(new Cause.UpstreamCause(upstream));
    }

    @Test
    void shouldRollBackToWhatServedBefore() throws Exception {
        run(Result.SUCCESS, Site.promote("v1"), Site.promote("v2"));
        WorkflowRun run = run(
                Result.SUCCESS,
                "rollbackModel environment: 'production', model: '" + Site.MODEL + "', reason: 'too many timeouts'");
        jenkins.assertLogContains("ROLLED_BACK", run);
        assertThat(site.live(), is(Site.image("v1")));
        assertThat(
                Site.story(),
                contains("DECIDED v1", "PROMOTED v1", "DECIDED v2", "PROMOTED v2", "DECIDED v1", "ROLLED_BACK v1"));
        Instant written = site.cluster.api.updateTimes().get(2);
        Duration delay = Duration.between(Site.decisions().get(4).time(), written);
        assertThat("from decision to write: " + delay, delay.compareTo(Duration.ofSeconds(2)) < 0, is(true));
        assertThat(Site.decisions().get(4).draft().reason(), is("too many timeouts"));
    }

    private WorkflowRun started(WorkflowJob job, String user, Result expected) throws Exception {
        WorkflowRun run = job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause(user)))
                .get();
        return jenkins.assertBuildStatus(expected, run);
    }

    private WorkflowRun run(Result expected, String... steps) throws Exception {
        WorkflowJob job = Site.job(
                jenkins,
                "deliver-" + jenkins.jenkins.getAllItems(WorkflowJob.class).size(),
                steps);
        return jenkins.buildAndAssertStatus(expected, job);
    }
}
