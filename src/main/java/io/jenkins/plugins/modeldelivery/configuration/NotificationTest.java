package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.util.FormValidation;
import io.jenkins.plugins.modeldelivery.notification.Destination;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.Receipt;

/** Sends one event while somebody waits; implemented where the sender is, above this package. */
public abstract class NotificationTest implements ExtensionPoint {
    /** Tries once. */
    @NonNull
    protected abstract Receipt tryOnce(@NonNull Destination destination, @NonNull Event event)
            throws InterruptedException;

    static FormValidation send(Destination destination, Event event) {
        try {
            Receipt receipt =
                    ExtensionList.lookupSingleton(NotificationTest.class).tryOnce(destination, event);
            return receipt.outcome() == Receipt.Outcome.DELIVERED
                    ? FormValidation.ok(Messages.NotificationTest_Delivered(receipt.line()))
                    : FormValidation.error(Messages.NotificationTest_Failed(receipt.line()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FormValidation.error(Messages.ClusterAccess_Interrupted());
        }
    }
}
