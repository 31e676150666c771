package io.jenkins.plugins.modeldelivery.jenkins.notification;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.util.Secret;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.NotificationDestination;
import io.jenkins.plugins.modeldelivery.notification.Receipt;
import java.util.List;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;

/** A Jenkins with a receiver of webhooks and the secrets to reach it. */
abstract class NotificationFixture {
    static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String PATH = "/services/T000/s3cr3t-path";

    JenkinsRule jenkins;
    WebhookReceiver receiver;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        receiver = new WebhookReceiver();
        secretText("chat-url", receiver.url(PATH));
        secretText("audit-key", KEY);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    static void secretText(String id, String value) throws Exception {
        CredentialsProvider.lookupStores(Jenkins.get())
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new StringCredentialsImpl(CredentialsScope.SYSTEM, id, "", Secret.fromString(value)));
    }

    static void tell(NotificationDestination... destinations) {
        ModelDeliveryConfiguration.get().setNotifications(List.of(destinations));
    }

    static List<Receipt> receipts(int count) {
        Awaitility.await().until(() -> WebhookListener.get().newest().size() >= count);
        return WebhookListener.get().newest();
    }
}
