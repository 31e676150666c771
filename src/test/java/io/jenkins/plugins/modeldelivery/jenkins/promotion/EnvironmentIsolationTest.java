package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.configuration.FolderEnvironments;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job may use of what belongs to others, and what may be seen of it afterwards. */
class EnvironmentIsolationTest extends OnSite {
    @TempDir
    Path directory;

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
    void shouldUseTheCredentialsOfItsOwnFolderAndOfThoseAbove() throws Exception {
        Folder outer = jenkins.createProject(Folder.class, "outer");
        Folder inner = outer.createProject(Folder.class, "inner");
        Site.folderCredentials(outer, "outer-kubeconfig", site.kubeconfig());
        WorkflowJob job = inner.createProject(WorkflowJob.class, "deliver");
        job.setDefinition(Site.pipeline(elsewhere("outer-kubeconfig", "requires: 'schema, eval'")));
        jenkins.buildAndAssertStatus(Result.SUCCESS, job);
        assertThat(site.live(), is(Site.image("v2")));
    }

    @Test
    void shouldNotUseCredentialsOfSystemScope() throws Exception {
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new FileCredentialsImpl(
                                CredentialsScope.SYSTEM,
                                "system-kubeconfig",
                                "",
                                "config",
                                SecretBytes.fromBytes(site.kubeconfig().getBytes(StandardCharsets.UTF_8))));
        WorkflowRun run = run(Result.FAILURE, elsewhere("system-kubeconfig", "requires: 'none'"));
        jenkins.assertLogContains("'system-kubeconfig' that job", run);
        assertThat(site.cluster.api.updates(), is(empty()));
    }

    /** A promotion into an environment that the step itself defines. */
    private static String elsewhere(String credentials, String more) {
        return Site.promote("v2").replace("production", "elsewhere")
                + ", definition: [name: 'elsewhere', workload: 'deployment/scorer', container: 'model', " + more
                + ", connection: kubeconfig('" + credentials + "')]";
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

    private WorkflowRun run(Result expected, String... steps) throws Exception {
        WorkflowJob job = Site.job(
                jenkins,
                "deliver-" + jenkins.jenkins.getAllItems(WorkflowJob.class).size(),
                steps);
        return jenkins.buildAndAssertStatus(expected, job);
    }
}
