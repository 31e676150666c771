package io.jenkins.plugins.modeldelivery.jenkins.notification;

import hudson.Extension;
import io.jenkins.plugins.modeldelivery.configuration.NotificationTest;
import io.jenkins.plugins.modeldelivery.notification.Destination;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.Receipt;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The test button's sender. */
@Extension
@Restricted(NoExternalUse.class)
public final class TestSender extends NotificationTest {
    @Override
    protected Receipt tryOnce(Destination destination, Event event) throws InterruptedException {
        return WebhookListener.get().tryOnce(destination, event);
    }
}
