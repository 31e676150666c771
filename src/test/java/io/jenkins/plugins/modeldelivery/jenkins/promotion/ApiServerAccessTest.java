package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.cluster.KeyPairs;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeApiServer;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import java.nio.file.Path;
import java.security.KeyStore;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An environment that a step itself defines, by address, CA and token, for an API server over TLS that knows one token. */
@WithJenkins
class ApiServerAccessTest {
    private static final String TOKEN = "t0k3n-0f-the-d3pl0yer";

    @TempDir
    Path directory;

    private JenkinsRule jenkins;
    private Site site;
    private String ca;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        KeyStore identity = KeyPairs.selfSigned(directory, "server", "EC");
        ca = KeyPairs.certificate(identity, "server");
        site = new Site(new FakeCluster(new FakeApiServer(KeyPairs.identity(identity))));
        site.setUp();
        site.cluster.api.accept(TOKEN);
        Site.globalCredentials(Site.token("lab-token", TOKEN));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private WorkflowRun promote(Result expected, String credentials, String more) throws Exception {
        WorkflowJob job = Site.job(
                jenkins,
                "deliver-" + jenkins.jenkins.getAllItems(WorkflowJob.class).size(),
                Site.promote("v2").replace("production", "lab")
                        + ", definition: [name: 'lab', namespace: 'prod', workload: 'deployment/scorer',"
                        + " container: 'model', requires: 'schema, eval', settleSeconds: 0,"
                        + " connection: apiServer(server: '" + site.cluster.api.url() + "', credentialsId: '"
                        + credentials + "'" + more + ")]");
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private String trusted() {
        return ", caCertificate: '''" + ca + "'''";
    }

    private void assertNothingHappened(WorkflowRun run) throws Exception {
        jenkins.assertLogNotContains("\tat ", run);
        jenkins.assertLogNotContains(TOKEN, run);
        assertThat(site.cluster.api.updates(), is(empty()));
    }

    @Test
    void shouldPromoteByServerAuthorityAndToken() throws Exception {
        WorkflowRun run = promote(Result.SUCCESS, "lab-token", trusted());
        jenkins.assertLogContains("PROMOTED", run);
        jenkins.assertLogNotContains(TOKEN, run);
        assertThat(site.live(), is(Site.image("v2")));
    }

    @Test
    void shouldNotTrustAServerOfAnAuthorityThatItWasNotTold() throws Exception {
        WorkflowRun run = promote(Result.FAILURE, "lab-token", "");
        jenkins.assertLogContains("TLS failed", run);
        assertNothingHappened(run);
    }

    @Test
    void shouldSayThatTheServerDoesNotKnowTheToken() throws Exception {
        Site.globalCredentials(Site.token("old-token", "0ld"));
        WorkflowRun run = promote(Result.FAILURE, "old-token", trusted());
        jenkins.assertLogContains("the cluster does not accept the credentials (401); renew the token", run);
        assertNothingHappened(run);
    }

    @Test
    void shouldRefuseCredentialsThatAreNeitherTokenNorCertificate() throws Exception {
        WorkflowRun run = promote(Result.FAILURE, "kubeconfig", trusted());
        jenkins.assertLogContains("'kubeconfig' are neither secret text (a token) nor a certificate", run);
        assertNothingHappened(run);
    }

    @Test
    void shouldSayWhatIsWrongWithTheAuthority() throws Exception {
        WorkflowRun run = promote(Result.FAILURE, "lab-token", ", caCertificate: 'trust everybody'");
        jenkins.assertLogContains("certificate-authority-data: not a PEM certificate", run);
        assertNothingHappened(run);
    }
}
