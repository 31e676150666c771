package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Result;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * Two credentials of one id, {@code kubeconfig}: the nearest of the kind that is needed is used, for a configured
 * environment as well. The API server here knows the folder's token only.
 */
@WithJenkins
class ShadowedCredentialsTest {
    private static final String OURS = "token-of-the-folder";

    private JenkinsRule jenkins;
    private Site site;
    private Folder folder;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new Site();
        site.setUp();
        site.cluster.api.accept(OURS);
        folder = jenkins.createProject(Folder.class, "team");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void promote(Folder in, Result expected) throws Exception {
        WorkflowJob job = in.createProject(WorkflowJob.class, "deliver");
        job.setDefinition(Site.pipeline(Site.promote("v2")));
        jenkins.buildAndAssertStatus(expected, job);
    }

    @Test
    void shouldTakeTheFoldersBeforeTheSystems() throws Exception {
        Site.folderCredentials(folder, "kubeconfig", site.kubeconfig("token: " + OURS));
        promote(folder, Result.SUCCESS);
        assertThat(site.live(), is(Site.image("v2")));
    }

    @Test
    void shouldTakeTheNearestFoldersFirst() throws Exception {
        Site.folderCredentials(folder, "kubeconfig", site.kubeconfig("token: of-the-outer-folder"));
        Folder inner = folder.createProject(Folder.class, "inner");
        Site.folderCredentials(inner, "kubeconfig", site.kubeconfig("token: " + OURS));
        promote(inner, Result.SUCCESS);
    }

    @Test
    void shouldLeaveJobsOutsideOfTheFolderAlone() throws Exception {
        Site.folderCredentials(folder, "kubeconfig", site.kubeconfig("token: " + OURS));
        promote(jenkins.createProject(Folder.class, "others"), Result.FAILURE);
        assertThat("the system's token is unknown here", site.cluster.api.updates(), is(empty()));
    }

    @Test
    void shouldNotBeShadowedByAnotherKind() throws Exception {
        Site.folderCredentials(folder, Site.token("kubeconfig", "no file at all"));
        site.cluster.api.accept(Site.SECRET);
        promote(folder, Result.SUCCESS);
        assertThat(site.cluster.api.updates(), hasSize(1));
    }
}
