package io.jenkins.plugins.modeldelivery.configuration;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Environments in forms and as code, and who may ask these forms what. */
@WithJenkins
class EnvironmentConfigurationTest {
    private static final String KUBECONFIG = "descriptorByName/" + KubeconfigAccess.class.getName() + "/";
    private static final String API_SERVER = "descriptorByName/" + ApiServerAccess.class.getName() + "/";
    private static final String ENVIRONMENT = "descriptorByName/" + EnvironmentConfiguration.class.getName() + "/";

    @TempDir
    Path directory;

    @Test
    void shouldRoundTripTheGlobalForm(JenkinsRule jenkins) throws Exception {
        ModelDeliveryConfiguration configuration = ModelDeliveryConfiguration.get();
        EnvironmentConfiguration staging = Site.environment("staging", "schema, eval");
        EnvironmentConfiguration production = Site.environment("production", null);
        production.setNamespace("prod");
        production.setConnectFrom("agent");
        production.setEvidenceDays(7);
        production.setLiveAge("12h");
        production.setDownstreamJobs(List.of(new DownstreamJob("ranker", "team/evaluate-ranker")));
        configuration.setEnvironments(List.of(staging, production));
        jenkins.configRoundtrip();
        assertThat(configuration.getEnvironments(), hasSize(2));
        jenkins.assertEqualDataBoundBeans(
                staging, configuration.getEnvironments().get(0));
        jenkins.assertEqualDataBoundBeans(
                production, configuration.getEnvironments().get(1));
    }

    @Test
    void shouldRoundTripTheFoldersForm(JenkinsRule jenkins) throws Exception {
        Folder folder = jenkins.createProject(Folder.class, "team");
        FolderEnvironments property = new FolderEnvironments();
        EnvironmentConfiguration lab = Site.environment("lab", "none");
        property.setEnvironments(List.of(lab));
        folder.addProperty(property);
        jenkins.submit(jenkins.createWebClient().getPage(folder, "configure").getFormByName("config"));
        FolderEnvironments after = folder.getProperties().get(FolderEnvironments.class);
        assertThat(after.getEnvironments(), hasSize(1));
        jenkins.assertEqualDataBoundBeans(lab, after.getEnvironments().get(0));
    }

    @Test
    void shouldRoundTripAsCode(JenkinsRule jenkins) throws Exception {
        String yaml = """
                unclassified:
                  modelDelivery:
                    environments:
                      - name: "production"
                        workload: "deployment/intent"
                        container: "server"
                        namespace: "models"
                        requires: "schema, shift, eval, traffic, approval"
                        settleSeconds: 30
                        liveAge: "2d"
                        models: "intent-*, digits"
                        downstreamJobs:
                          - model: "ranker"
                            job: "team/evaluate-ranker"
                        connection:
                          kubeconfig:
                            credentialsId: "production-cluster"
                            context: "eu"
                      - name: "lab"
                        workload: "inferenceservice/{model}"
                        namespace: "{model}-lab"
                        connectFrom: "agent"
                        connection:
                          apiServer:
                            server: "https://kubernetes.example.com:6443"
                            credentialsId: "lab-token"
                """;
        Path file = Files.writeString(directory.resolve("jenkins.yaml"), yaml);
        ConfigurationAsCode.get().configure(file.toString());
        List<EnvironmentConfiguration> environments =
                ModelDeliveryConfiguration.get().getEnvironments();
        assertThat(environments, hasSize(2));
        KubeconfigAccess access = (KubeconfigAccess) environments.get(0).getConnection();
        assertThat(access.getContext(), is("eu"));
        assertThat(environments.get(0).getSettleSeconds(), is(30));
        assertThat(environments.get(0).timing().liveAge(), is(Duration.ofDays(2)));
        assertThat(environments.get(0).getDownstreamJobs().get(0).getJob(), is("team/evaluate-ranker"));
        assertThat(environments.get(1).timing().liveAge(), is(Duration.ofDays(7)));
        assertThat(environments.get(1).isFromAgent(), is(true));
        assertThat(
                environments.get(1).toEngine("digits", "default").workload(),
                is(WorkloadRef.parse("digits-lab", "inferenceservice/digits")));
        BadInputException refused =
                assertThrows(BadInputException.class, () -> environments.get(0).toEngine("fraud", "default"));
        assertThat(
                refused.getMessage(),
                is("Environment 'production' is for the models [intent-*, digits], not for 'fraud'"));

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        assertThat(
                out.toString(StandardCharsets.UTF_8),
                allOf(
                        containsString("credentialsId: \"production-cluster\""),
                        containsString("liveAge: \"2d\""),
                        containsString("job: \"team/evaluate-ranker\""),
                        containsString("requires: \"schema, shift, eval, traffic, approval\""),
                        containsString("models: \"intent-*, digits\""),
                        containsString("workload: \"inferenceservice/{model}\"")));
    }

    @Test
    void shouldShowPermissionsToAuthorizationStrategies(JenkinsRule jenkins) {
        assertThat(ModelDeliveryPermissions.GROUP.getPermissions(), hasSize(3));
        assertThat(ModelDeliveryPermissions.PROMOTE.group.getId(), is("ModelDelivery"));
        assertThat(ModelDeliveryPermissions.PROMOTE.getEnabled(), is(true));
    }

    @Test
    void shouldTestAConnectionAndPersistNothing(JenkinsRule jenkins) throws Exception {
        try (Site site = new Site()) {
            site.setUp();
            ModelDeliveryConfiguration configuration = ModelDeliveryConfiguration.get();
            configuration.setEnvironments(null);
            KubeconfigAccess.DescriptorImpl descriptor =
                    jenkins.jenkins.getDescriptorByType(KubeconfigAccess.DescriptorImpl.class);
            FormValidation ok =
                    descriptor.doTestConnection(null, "kubeconfig", "", "", "deployment/scorer", "controller");
            assertThat(ok.renderHtml(), containsString("proxy, model"));
            site.cluster.api.deny("update deployments");
            FormValidation denied =
                    descriptor.doTestConnection(null, "kubeconfig", "", "", "deployment/scorer", "controller");
            assertThat(denied.kind, is(FormValidation.Kind.ERROR));
            assertThat(denied.renderHtml(), containsString("update deployments.apps/scorer"));
            FormValidation missing =
                    descriptor.doTestConnection(null, "nowhere", "", "", "deployment/scorer", "controller");
            assertThat(missing.renderHtml(), containsString("nowhere"));
            assertThat(missing.renderHtml(), not(containsString("Exception")));
            assertThat(configuration.getEnvironments(), hasSize(0));
            assertThat(site.cluster.api.updates(), hasSize(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {KUBECONFIG_TEST, API_SERVER_TEST})
    void shouldTestConnectionsForConfigurersOnly(String path, JenkinsRule jenkins) throws Exception {
        secure(jenkins);
        assertThat(status(jenkins, "reader", HttpMethod.POST, path), is(403));
        assertThat(status(jenkins, "admin", HttpMethod.GET, path), is(404));
        assertThat(status(jenkins, "admin", HttpMethod.POST, path), is(200));
        Folder folder = jenkins.createProject(Folder.class, "team");
        assertThat(status(jenkins, "reader", HttpMethod.POST, folder.getUrl() + path), is(403));
        assertThat(status(jenkins, "configurer", HttpMethod.POST, folder.getUrl() + path), is(200));
    }

    private static final String KUBECONFIG_TEST =
            "descriptorByName/io.jenkins.plugins.modeldelivery.configuration.KubeconfigAccess/testConnection";
    private static final String API_SERVER_TEST =
            "descriptorByName/io.jenkins.plugins.modeldelivery.configuration.ApiServerAccess/testConnection";

    @Test
    void shouldFillAndCheckFormsByPostOnly(JenkinsRule jenkins) throws Exception {
        secure(jenkins);
        for (String path : List.of(
                KUBECONFIG + "fillCredentialsIdItems",
                KUBECONFIG + "checkCredentialsId",
                API_SERVER + "fillCredentialsIdItems",
                API_SERVER + "checkCredentialsId",
                API_SERVER + "checkServer",
                API_SERVER + "checkCaCertificate",
                ENVIRONMENT + "fillConnectFromItems",
                ENVIRONMENT + "checkName",
                ENVIRONMENT + "checkWorkload",
                ENVIRONMENT + "checkModels",
                ENVIRONMENT + "checkRequires")) {
            assertThat(path, status(jenkins, "admin", HttpMethod.GET, path), is(404));
            assertThat(path, status(jenkins, "admin", HttpMethod.POST, path), is(200));
        }
    }

    @Test
    void shouldNotListCredentialsToReaders(JenkinsRule jenkins) throws Exception {
        try (Site site = new Site()) {
            site.setUp();
            secure(jenkins);
            Folder folder = jenkins.createProject(Folder.class, "team");
            KubeconfigAccess.DescriptorImpl descriptor =
                    jenkins.jenkins.getDescriptorByType(KubeconfigAccess.DescriptorImpl.class);
            try (ACLContext as = ACL.as2(User.getById("reader", true).impersonate2())) {
                ListBoxModel listed = descriptor.doFillCredentialsIdItems(folder, "mine");
                assertThat(listed.stream().map(o -> o.value).toList(), is(List.of("mine")));
                assertThat(descriptor.doCheckCredentialsId(folder, "kubeconfig").kind, is(FormValidation.Kind.OK));
                assertThat(descriptor.doCheckCredentialsId(folder, "nowhere").kind, is(FormValidation.Kind.OK));
            }
            try (ACLContext as = ACL.as2(User.getById("configurer", true).impersonate2())) {
                ListBoxModel listed = descriptor.doFillCredentialsIdItems(folder, "");
                assertThat(listed.stream().map(o -> o.value).toList(), is(List.of("", "kubeconfig")));
                assertThat(descriptor.doCheckCredentialsId(folder, "nowhere").kind, is(FormValidation.Kind.ERROR));
            }
        }
    }

    private static void secure(JenkinsRule jenkins) {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.EXTENDED_READ)
                .everywhere()
                .to("configurer"));
    }

    private static int status(JenkinsRule jenkins, String user, HttpMethod method, String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.login(user);
            WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), method);
            if (method == HttpMethod.POST) {
                client.addCrumb(request);
            }
            return client.getPage(request).getWebResponse().getStatusCode();
        }
    }
}
