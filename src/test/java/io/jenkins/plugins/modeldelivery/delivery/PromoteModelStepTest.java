package io.jenkins.plugins.modeldelivery.delivery;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Slave;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.FolderEnvironments;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Promotions and rollbacks in Declarative Pipelines, against an API server with slow controllers. */
@WithJenkins
class PromoteModelStepTest {
    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    @TempDir
    Path directory;

    private JenkinsRule jenkins;
    private Site site;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new Site();
        site.setUp();
    }

    @AfterEach
    void stop() {
        site.close();
    }

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
        assertThat(Site.decisions().get(0).draft().details().path("override").asText(), is("hotfix 42"));
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
        assertThat(Site.decisions().get(4).draft().reason(), is("too many timeouts"));
    }

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

    @Test
    void shouldNotFindCredentialsOfAnotherFolder() throws Exception {
        Folder ours = jenkins.createProject(Folder.class, "ours");
        Folder theirs = jenkins.createProject(Folder.class, "theirs");
        Site.folderCredentials(theirs, "theirs-kubeconfig", site.kubeconfig());
        WorkflowJob job = ours.createProject(WorkflowJob.class, "deliver");
        job.setDefinition(Site.pipeline(Site.promote("v2").replace("production", "elsewhere")
                + ", definition: [name: 'elsewhere', workload: 'deployment/scorer', container: 'model',"
                + " connection: kubeconfig('theirs-kubeconfig')]"));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("'theirs-kubeconfig' that job 'ours/deliver' may use", run);
    }

    @Test
    void shouldPreferTheFoldersEnvironmentAndRefuseToRedefineIt() throws Exception {
        ModelDeliveryConfiguration.get().setEnvironments(List.of(Site.environment("production", "traffic")));
        Folder folder = jenkins.createProject(Folder.class, "team");
        FolderEnvironments property = new FolderEnvironments();
        property.setEnvironments(List.of(Site.environment("production", "none")));
        folder.addProperty(property);
        WorkflowJob job = folder.createProject(WorkflowJob.class, "deliver");
        job.setDefinition(Site.pipeline(Site.promote("v2")));
        jenkins.buildAndAssertStatus(Result.SUCCESS, job);
        job.setDefinition(Site.pipeline(Site.promote("v3")
                + ", definition: [name: 'production', workload: 'deployment/scorer', container: 'model',"
                + " requires: 'none', connection: kubeconfig('kubeconfig')]"));
        jenkins.assertLogContains("cannot define it anew", jenkins.buildAndAssertStatus(Result.FAILURE, job));
    }

    @Test
    void shouldNeverExecuteAKubeconfig() throws Exception {
        Path marker = directory.resolve("marker");
        Site.globalCredentials(
                "evil", site.kubeconfig("exec: {apiVersion: v1, command: touch, args: ['" + marker + "']}"));
        WorkflowRun run = run(
                Result.FAILURE,
                Site.promote("v2").replace("production", "elsewhere")
                        + ", definition: [name: 'elsewhere', workload: 'deployment/scorer', container: 'model',"
                        + " connection: kubeconfig('evil')]");
        jenkins.assertLogContains("users[u].user.exec would run a program", run);
        assertThat(Files.exists(marker), is(false));
    }

    @Test
    void shouldKeepSecretsOutOfHomeAndLogs() throws Exception {
        WorkflowRun run = run(Result.SUCCESS, Site.promote("v2"));
        jenkins.assertLogNotContains(Site.SECRET, run);
        List<Path> leaks = new ArrayList<>();
        Files.walkFileTree(jenkins.jenkins.getRootDir().toPath(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(Site.SECRET)) {
                        leaks.add(file);
                    }
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE; // renamed meanwhile
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // Jenkins renames files while we look
            }
        });
        assertThat(leaks, is(empty()));
        try (Stream<Path> files = Files.list(run.getRootDir().toPath())) {
            assertThat("the build's own files were looked at", files.count() > 2, is(true));
        }
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
