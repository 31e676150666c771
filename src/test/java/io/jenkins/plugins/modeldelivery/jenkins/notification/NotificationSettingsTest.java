package io.jenkins.plugins.modeldelivery.jenkins.notification;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import hudson.util.FormValidation;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.NotificationDestination;
import io.jenkins.plugins.modeldelivery.configuration.SlackDestination;
import io.jenkins.plugins.modeldelivery.configuration.WebhookDestination;
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
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Destinations in forms and as code, a test to each, and who may do that. */
@WithJenkins
class NotificationSettingsTest extends NotificationFixture {
    @Test
    void shouldRoundTripThroughTheForm() throws Exception {
        SlackDestination slack = new SlackDestination("chat", "chat-url");
        slack.setEvents("version.promoted, shift.detected");
        slack.setModels("intent-*");
        WebhookDestination webhook = new WebhookDestination("audit", "https://hooks.example.com/x", "audit-key");
        tell(slack, webhook);
        jenkins.configRoundtrip();
        List<NotificationDestination> after = ModelDeliveryConfiguration.get().getNotifications();
        assertThat(after, hasSize(2));
        jenkins.assertEqualDataBoundBeans(slack, after.get(0));
        jenkins.assertEqualDataBoundBeans(webhook, after.get(1));
        ModelDeliveryConfiguration.get().setNotifications(null);
        jenkins.configRoundtrip();
        assertThat(ModelDeliveryConfiguration.get().getNotifications(), empty());
    }

    @Test
    void shouldRoundTripAsCode() throws Exception {
        Path yaml = Files.createTempFile("casc", ".yaml");
        Files.writeString(yaml, """
                unclassified:
                  modelDelivery:
                    notifications:
                      - slack:
                          name: "chat"
                          credentialsId: "chat-url"
                          events: "version.promoted, shift.detected"
                          models: "intent-*"
                      - webhook:
                          name: "audit"
                          url: "https://hooks.example.com/x"
                          secretCredentialsId: "audit-key"
                """);
        ConfigurationAsCode.get().configure(yaml.toString());
        Files.delete(yaml);
        assertThat(ModelDeliveryConfiguration.get().getNotifications(), hasSize(2));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        String exported = out.toString(StandardCharsets.UTF_8);
        assertThat(exported, containsString("credentialsId: \"chat-url\""));
        assertThat(exported, containsString("secretCredentialsId: \"audit-key\""));
        assertThat(exported, containsString("events: \"version.promoted, shift.detected\""));
    }

    @Test
    void shouldSendATest() throws Exception {
        FormValidation sent = Jenkins.get()
                .getDescriptorByType(SlackDestination.DescriptorImpl.class)
                .doTest("chat", "chat-url");
        assertThat(sent.getMessage(), sent.kind, is(FormValidation.Kind.OK));
        assertThat(receiver.bodies.get(0), containsString("notification.test"));
        receiver.status = 403;
        FormValidation refused = Jenkins.get()
                .getDescriptorByType(WebhookDestination.DescriptorImpl.class)
                .doTest("audit", receiver.url("/audit"), "audit-key");
        assertThat(refused.kind, is(FormValidation.Kind.ERROR));
        assertThat(refused.getMessage(), startsWith("Not delivered: answered 403"));
        FormValidation wrong = Jenkins.get()
                .getDescriptorByType(WebhookDestination.DescriptorImpl.class)
                .doTest("audit", "file:///etc/passwd", "audit-key");
        assertThat(wrong.getMessage(), containsString("https:// or http://"));
    }

    @Test
    void shouldLetOnlyAdministratorsTestByPostAndSeeTheLog() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Jenkins.MANAGE)
                .everywhere()
                .to("manager"));
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.login("manager");
            assertThat(test(client, HttpMethod.POST), is(HttpURLConnection.HTTP_FORBIDDEN));
            assertThat(
                    client.goTo("manage/model-notifications", null)
                            .getWebResponse()
                            .getStatusCode(),
                    is(HttpURLConnection.HTTP_FORBIDDEN));
            assertThat(receiver.bodies, empty());
            client.login("admin");
            assertThat(
                    test(client, HttpMethod.GET) == HttpURLConnection.HTTP_NOT_FOUND
                            || test(client, HttpMethod.GET) == HttpURLConnection.HTTP_BAD_METHOD,
                    is(true));
            assertThat(test(client, HttpMethod.POST), is(HttpURLConnection.HTTP_OK));
            assertThat(receiver.bodies, hasSize(1));
        }
    }

    private static int test(JenkinsRule.WebClient client, HttpMethod method) throws Exception {
        WebRequest request = new WebRequest(
                client.createCrumbedUrl("descriptorByName/" + SlackDestination.class.getName() + "/test"), method);
        if (method == HttpMethod.POST) {
            request.setRequestParameters(
                    List.of(new NameValuePair("name", "chat"), new NameValuePair("credentialsId", "chat-url")));
        }
        return client.loadWebResponse(request).getStatusCode();
    }
}
