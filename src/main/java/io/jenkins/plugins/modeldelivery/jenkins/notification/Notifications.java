package io.jenkins.plugins.modeldelivery.jenkins.notification;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.notification.Event;
import java.util.Optional;
import jenkins.model.Jenkins;
import jenkins.util.Listeners;

/** Where steps and pages say what happened. Never throws. */
public final class Notifications {
    private Notifications() {}

    /** Tells all listeners; an event without a build's address gets that of the run, where Jenkins knows its own. */
    public static void fire(@CheckForNull Run<?, ?> run, @NonNull Event event) {
        String root = Jenkins.get().getRootUrl();
        Event told = run == null || root == null || event.buildUrl().isPresent()
                ? event
                : event.from(Optional.of(root + run.getUrl()));
        Listeners.notify(DeliveryListener.class, true, listener -> listener.onEvent(told, run));
    }
}
