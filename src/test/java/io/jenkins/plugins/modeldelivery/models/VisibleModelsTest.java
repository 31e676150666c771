package io.jenkins.plugins.modeldelivery.models;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.AuthorizationMatrixProperty;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.security.ProjectMatrixAuthorizationStrategy;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.matrixauth.PermissionEntry;
import org.jenkinsci.plugins.matrixauth.inheritance.NonInheritingStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * Who learns of which model. Two folders, of which "secret" takes over no permissions from above; a model in each, one in both,
 * one that no job of this Jenkins had to do with.
 */
@WithJenkins
class VisibleModelsTest {
    private static final Pattern LINK = Pattern.compile("href=\"model/([^\"/]+)/\"");
    private static final List<String> MODELS = List.of("everywhere", "from-elsewhere", "of-open", "of-secret");

    private JenkinsRule jenkins;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        try (Ledger ledger = Site.ledger()) {
            for (String model : MODELS) {
                Site.register(ledger, model, "v1", Site.image("v1"));
            }
        }
        Folder open = jenkins.createProject(Folder.class, "open");
        Folder secret = jenkins.createProject(Folder.class, "secret");
        delivers(open, "of-open", "everywhere");
        delivers(secret, "of-secret", "everywhere");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        ProjectMatrixAuthorizationStrategy matrix = new ProjectMatrixAuthorizationStrategy();
        matrix.add(Jenkins.ADMINISTER, PermissionEntry.user("root"));
        for (String user : List.of("chief", "open-team", "secret-team", "stranger")) {
            matrix.add(Jenkins.READ, PermissionEntry.user(user));
        }
        matrix.add(Item.READ, PermissionEntry.user("chief"));
        jenkins.jenkins.setAuthorizationStrategy(matrix);
        AuthorizationMatrixProperty inheriting = new AuthorizationMatrixProperty(Map.of());
        inheriting.add(Item.READ, PermissionEntry.user("open-team"));
        open.addProperty(inheriting);
        AuthorizationMatrixProperty closed = new AuthorizationMatrixProperty(Map.of());
        closed.setInheritanceStrategy(new NonInheritingStrategy());
        closed.add(Item.READ, PermissionEntry.user("secret-team"));
        secret.addProperty(closed);
    }

    private void delivers(Folder folder, String... models) throws Exception {
        FreeStyleProject job = folder.createProject(FreeStyleProject.class, "deliver");
        for (String model : models) {
            EvalReportAction.publish(
                    jenkins.buildAndAssertSuccess(job),
                    "modelEvalGate",
                    Json.document("gate-report").put("verdict", "PASS").put("model", model));
        }
    }

    @Test
    void shouldListTheModelsThatOneMayKnowOf() throws Exception {
        assertListed("root", MODELS.toArray(String[]::new));
        assertListed("chief", "everywhere", "from-elsewhere", "of-open");
        for (String user : List.of("open-team", "secret-team", "stranger")) {
            assertThat(user, status(user, "model-delivery/"), is(403));
        }
    }

    @Test
    void shouldShowPagesAndDataOfThoseModelsOnly() throws Exception {
        for (String path : List.of("", "history", "api/json")) {
            assertShown("root", "model-delivery/", path, "everywhere", "from-elsewhere", "of-open", "of-secret");
            assertShown("chief", "model-delivery/", path, "everywhere", "from-elsewhere", "of-open");
            assertShown("chief", "job/open/job/deliver/models/", path, "everywhere", "of-open");
            assertShown("chief", "job/secret/job/deliver/models/", path);
            assertShown("open-team", "model-delivery/", path);
            assertShown("open-team", "job/open/job/deliver/models/", path, "everywhere", "of-open");
            assertShown("open-team", "job/secret/job/deliver/models/", path);
            assertShown("secret-team", "job/secret/job/deliver/models/", path, "everywhere", "of-secret");
            assertShown("secret-team", "job/open/job/deliver/models/", path);
            assertShown("stranger", "job/open/job/deliver/models/", path);
        }
    }

    private void assertListed(String user, String... models) throws Exception {
        Set<String> listed = new LinkedHashSet<>();
        try (JenkinsRule.WebClient client = client(user)) {
            Matcher link =
                    LINK.matcher(client.goTo("model-delivery/").getWebResponse().getContentAsString());
            while (link.find()) {
                listed.add(link.group(1));
            }
        }
        assertThat(user, listed, is(new LinkedHashSet<>(Arrays.asList(models))));
    }

    private void assertShown(String user, String where, String path, String... models) throws Exception {
        Set<String> shown = new TreeSet<>();
        for (String model : MODELS) {
            int status = status(user, where + "model/" + model + "/" + path);
            if (status == 200) {
                shown.add(model);
            } else {
                assertThat(user + " " + where + model, status == 403 || status == 404, is(true));
            }
        }
        assertThat(user + " below " + where + " by " + path, shown, is(new TreeSet<>(Arrays.asList(models))));
    }

    private JenkinsRule.WebClient client(String user) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.setJavaScriptEnabled(false);
        return client.login(user);
    }

    private int status(String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = client(user)) {
            return client.goTo(path, null).getWebResponse().getStatusCode();
        }
    }
}
