package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Whatever a parameter says, only what the ledger knows is run. */
@WithJenkins
class RefusedVersionsTest {
    @Test
    void shouldRefuseWhatTheLedgerDoesNotKnow(JenkinsRule jenkins) throws Exception {
        try (Site site = new Site()) {
            site.setUp();
            String back = "rollbackModel environment: 'production', model: '" + Site.MODEL + "', to: ";
            refuse(jenkins, Site.promote("v9"), "v9 of " + Site.MODEL + " is not registered");
            refuse(jenkins, Site.promote("v2").replace(Site.MODEL, "another-model"), "is not registered");
            refuse(
                    jenkins,
                    Site.promote("v2", "image: '" + Site.image("v3") + "'"),
                    "Version v2 is registered as " + Site.digest("v2"));
            refuse(
                    jenkins,
                    Site.promote("v2", "image: 'registry.example.com/models/intent:latest'"),
                    "has no @sha256:");
            assertThat(Site.story(), is(empty()));
            jenkins.buildAndAssertStatus(Result.SUCCESS, Site.job(jenkins, "good", Site.promote("v1")));
            refuse(jenkins, back + "'v3'", "Version v3 never served here");
            refuse(jenkins, back + "'v9'", "Version v9 never served here");
            assertThat(Site.story(), contains("DECIDED v1", "PROMOTED v1"));
            assertThat(site.live(), is(Site.image("v1")));
        }
    }

    private static void refuse(JenkinsRule jenkins, String step, String why) throws Exception {
        int number = jenkins.jenkins.getItems().size();
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, Site.job(jenkins, "bad-" + number, step));
        jenkins.assertLogContains(why, run);
        jenkins.assertLogNotContains("\tat ", run);
    }
}
