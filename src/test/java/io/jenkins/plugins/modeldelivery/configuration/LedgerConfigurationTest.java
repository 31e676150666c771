package io.jenkins.plugins.modeldelivery.configuration;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Where the ledger is: forms, configuration as code, and a connection test that proves rather than assumes. */
@WithJenkins
class LedgerConfigurationTest {
    private static final String TEST_URL = "descriptorByName/" + S3LedgerLocation.class.getName() + "/testConnection";

    @RegisterExtension
    static final S3ServerExtension S3 = new S3ServerExtension();

    @Test
    void shouldKeepTheLedgerBelowJenkinsHomeByDefault(JenkinsRule jenkins) throws Exception {
        try (ObjectStore store = ModelDeliveryConfiguration.get().getLedger().open(null)) {
            store.create("models/x.json", new byte[] {1});
        }
        assertThat(
                Files.exists(jenkins.jenkins.getRootDir().toPath().resolve("model-delivery/models/x.json")), is(true));
    }

    /** Logs are read by whoever may read a job; where the controller keeps its files is for administrators. */
    @Test
    void shouldNotTellWhereTheDirectoryIs(JenkinsRule jenkins) throws Exception {
        DirectoryLedgerLocation elsewhere = new DirectoryLedgerLocation();
        elsewhere.setDirectory(
                jenkins.jenkins.getRootDir().toPath().resolve("somewhere/else").toString());
        for (DirectoryLedgerLocation location : List.of(new DirectoryLedgerLocation(), elsewhere)) {
            try (ObjectStore store = location.open(null)) {
                assertThat(
                        store.describe(),
                        not(containsString(jenkins.jenkins.getRootDir().toString())));
                store.create("models/file", new byte[] {1});
                DeliveryException failure =
                        assertThrows(DeliveryException.class, () -> store.create("models/file/x.json", new byte[] {1}));
                assertThat(failure.getMessage(), containsString("models/file/x.json in " + store.describe()));
                assertThat(
                        failure.getMessage(),
                        not(containsString(jenkins.jenkins.getRootDir().toString())));
            }
        }
        elsewhere.setDirectory(jenkins.jenkins
                .getRootDir()
                .toPath()
                .resolve("somewhere/else/models/file")
                .toString());
        DeliveryException failure = assertThrows(DeliveryException.class, () -> elsewhere.open(null));
        assertThat(failure.getMessage(), not(containsString("somewhere")));
    }

    @Test
    void shouldRoundTripThroughTheForm(JenkinsRule jenkins) throws Exception {
        S3ServerExtension.addCredentials();
        S3LedgerLocation before = S3.location("team-a");
        ModelDeliveryConfiguration.get().setLedger(before);
        jenkins.configRoundtrip();
        LedgerLocation after = ModelDeliveryConfiguration.get().getLedger();
        jenkins.assertEqualDataBoundBeans(before, after);
    }

    @Test
    void shouldRoundTripAsCode(JenkinsRule jenkins) throws Exception {
        Path yaml = Files.createTempFile("casc", ".yaml");
        Files.writeString(yaml, """
                unclassified:
                  modelDelivery:
                    ledger:
                      s3:
                        bucket: "model-ledger"
                        prefix: "team-a"
                        endpoint: "https://s3.example.com"
                        pathStyle: true
                        credentialsId: "ledger-keys"
                """);
        ConfigurationAsCode.get().configure(yaml.toString());
        S3LedgerLocation location =
                (S3LedgerLocation) ModelDeliveryConfiguration.get().getLedger();
        assertThat(location.getBucket(), is("model-ledger"));
        assertThat(location.isPathStyle(), is(true));

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        String exported = out.toString(StandardCharsets.UTF_8);
        assertThat(exported, containsString("endpoint: \"https://s3.example.com\""));
        assertThat(exported, containsString("credentialsId: \"ledger-keys\""));
        Files.delete(yaml);
    }

    @Test
    void shouldProveThatTheStoreCanHoldALedger(JenkinsRule jenkins) throws Exception {
        S3ServerExtension.addCredentials();
        FormValidation result = test(S3ServerExtension.BUCKET, S3.endpoint());
        assertThat(result.getMessage(), result.kind, is(FormValidation.Kind.OK));
        try (ObjectStore store = S3.location("probe").open(null)) {
            assertThat("the probe is cleaned up", store.list("", "", 10), is(List.of()));
        }
        assertThat(
                "nothing was configured by testing",
                ModelDeliveryConfiguration.get().getLedger() instanceof DirectoryLedgerLocation,
                is(true));
    }

    @Test
    void shouldSayInOneLineWhyTheStoreIsRefused(JenkinsRule jenkins) throws Exception {
        S3ServerExtension.addCredentials("wrong-secret");
        FormValidation wrongKey = test(S3ServerExtension.BUCKET, S3.endpoint());
        assertThat(wrongKey.kind, is(FormValidation.Kind.ERROR));
        assertThat(wrongKey.getMessage(), not(containsString("wrong-secret")));
        FormValidation fileUrl = test(S3ServerExtension.BUCKET, "file:///etc/passwd");
        assertThat(fileUrl.getMessage(), containsString("http or https"));
    }

    @Test
    void shouldLetOnlyAdministratorsTestAndOnlyByPost(JenkinsRule jenkins) throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("developer"));
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.login("developer");
            assertThat(status(client, HttpMethod.POST), is(HttpURLConnection.HTTP_FORBIDDEN));
            client.login("admin");
            assertThat(
                    status(client, HttpMethod.GET) == HttpURLConnection.HTTP_NOT_FOUND
                            || status(client, HttpMethod.GET) == HttpURLConnection.HTTP_BAD_METHOD,
                    is(true));
            assertThat(status(client, HttpMethod.POST), is(HttpURLConnection.HTTP_OK));
        }
    }

    private static int status(JenkinsRule.WebClient client, HttpMethod method) throws Exception {
        WebRequest request = new WebRequest(client.createCrumbedUrl(TEST_URL), method);
        if (method == HttpMethod.POST) {
            request.setRequestParameters(List.of(
                    new NameValuePair("bucket", "x"),
                    new NameValuePair("prefix", ""),
                    new NameValuePair("endpoint", "file:///"),
                    new NameValuePair("region", ""),
                    new NameValuePair("pathStyle", "false"),
                    new NameValuePair("credentialsId", "")));
        }
        return client.loadWebResponse(request).getStatusCode();
    }

    private static FormValidation test(String bucket, String endpoint) {
        return Jenkins.get()
                .getDescriptorByType(S3LedgerLocation.DescriptorImpl.class)
                .doTestConnection(bucket, "probe", endpoint, "", true, S3ServerExtension.CREDENTIALS_ID);
    }
}
