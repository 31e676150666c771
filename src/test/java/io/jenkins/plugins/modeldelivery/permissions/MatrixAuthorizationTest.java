package io.jenkins.plugins.modeldelivery.permissions;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.AuthorizationMatrixProperty;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.Permission;
import hudson.security.ProjectMatrixAuthorizationStrategy;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.matrixauth.PermissionEntry;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Our permissions in the tables that most sites grant permissions with. */
@WithJenkins
class MatrixAuthorizationTest {
    private static final List<Permission> ALL = List.of(
            ModelDeliveryPermissions.PROMOTE, ModelDeliveryPermissions.ROLLBACK, ModelDeliveryPermissions.OVERRIDE);

    @TempDir
    Path directory;

    private JenkinsRule jenkins;

    @BeforeEach
    void grantAsCode(JenkinsRule rule) throws Exception {
        jenkins = rule;
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        String yaml = """
                jenkins:
                  authorizationStrategy:
                    projectMatrix:
                      entries:
                        - user:
                            name: "root"
                            permissions: ["Overall/Administer"]
                        - user:
                            name: "ada"
                            permissions: ["Overall/Read", "Job/Read", "Job/Configure", "ModelDelivery/Promote"]
                        - group:
                            name: "on-call"
                            permissions: ["Overall/Read", "Job/Read", "ModelDelivery/Rollback"]
                """;
        ConfigurationAsCode.get()
                .configure(Files.writeString(directory.resolve("jenkins.yaml"), yaml)
                        .toString());
    }

    @Test
    void shouldGrantAsCodeWhatIsNamedAndNothingMore() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "deliver");
        assertThat(held("ada", job), is(List.of(ModelDeliveryPermissions.PROMOTE)));
        assertThat(held("root", job), is(ALL));
        assertThat(held("bob", job), is(List.of()));

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        assertThat(
                out.toString(StandardCharsets.UTF_8),
                allOf(containsString("ModelDelivery/Promote"), containsString("ModelDelivery/Rollback")));
    }

    @Test
    void shouldGrantOnAFolderForItsJobsOnly() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        AuthorizationMatrixProperty property = new AuthorizationMatrixProperty(Map.of());
        property.add(ModelDeliveryPermissions.ROLLBACK, PermissionEntry.user("bob"));
        team.addProperty(property);
        assertThat(
                held("bob", team.createProject(WorkflowJob.class, "deliver")),
                is(List.of(ModelDeliveryPermissions.ROLLBACK)));
        assertThat(held("bob", jenkins.createProject(WorkflowJob.class, "deliver")), is(List.of()));
    }

    @Test
    void shouldShowInTheTable() throws Exception {
        assertThat(jenkins.jenkins.getAuthorizationStrategy() instanceof ProjectMatrixAuthorizationStrategy, is(true));
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            String page = client.login("root").goTo("configureSecurity").asXml();
            for (Permission permission : ALL) {
                assertThat(page, containsString("[" + permission.getId() + "]"));
            }
        }
    }

    private static List<Permission> held(String user, Item item) {
        return ALL.stream()
                .filter(p ->
                        item.getACL().hasPermission2(User.getById(user, true).impersonate2(), p))
                .toList();
    }
}
