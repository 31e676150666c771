package io.jenkins.plugins.modeldelivery.configuration;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import java.util.List;
import net.sf.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.Stapler;

/**
 * What forms send that makes no sense: it must not take away what is configured, since a job may define an environment
 * that is not.
 */
@WithJenkins
class RefusedFormTest {
    @Test
    void shouldKeepWhatIsConfiguredWhenTheFormCannotBeBound(JenkinsRule jenkins) throws Exception {
        ModelDeliveryConfiguration configuration = ModelDeliveryConfiguration.get();
        configuration.setEnvironments(List.of(Site.environment("production", "approval")));
        configuration.setNotifications(List.of(new SlackDestination("team", "chat-url")));
        JSONObject sent = JSONObject.fromObject("""
                {"environments": [{
                  "name": "production", "workload": "deployment/x", "connection": {"$class": "com.example.NoLongerInstalled"}
                }]}
                """);
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.executeOnServer(() -> assertThrows(
                    RuntimeException.class, () -> configuration.configure(Stapler.getCurrentRequest2(), sent)));
        }
        assertThat(configuration.getNotifications(), hasSize(1));
        assertThat(
                configuration.getEnvironments().stream()
                        .map(EnvironmentConfiguration::getRequires)
                        .toList(),
                contains("approval"));
    }

    @Test
    void shouldEmptyTheListsThatTheFormDoesNotSend(JenkinsRule jenkins) throws Exception {
        ModelDeliveryConfiguration configuration = ModelDeliveryConfiguration.get();
        configuration.setEnvironments(List.of(Site.environment("production", "approval")));
        configuration.setNotifications(List.of(new SlackDestination("team", "chat-url")));
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.executeOnServer(() -> configuration.configure(Stapler.getCurrentRequest2(), new JSONObject()));
        }
        assertThat(configuration.getEnvironments(), empty());
        assertThat(configuration.getNotifications(), empty());
    }

    @Test
    void shouldNotOfferAnEnvironmentWithoutAName(JenkinsRule jenkins) throws Exception {
        ModelDeliveryConfiguration.get()
                .setEnvironments(List.of(Site.environment(" ", null), Site.environment("production", null)));
        FreeStyleProject job = jenkins.createFreeStyleProject();
        assertThat(Environments.visibleTo(job).keySet(), contains("production"));
        assertThat(Environments.namesFor(job), contains("production"));
        assertThat(Environments.namesFor(null), contains("production"));
    }
}
