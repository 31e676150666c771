package io.jenkins.plugins.modeldelivery.jenkins.notification;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.notification.Event;

/**
 * Told what happens to models: gates that were not passed, shifts, promotions and their ends, edges that became stale. Called
 * on the thread of the step, so whoever needs longer than a moment hands the event on; what is thrown is logged and otherwise
 * ignored.
 */
public abstract class DeliveryListener implements ExtensionPoint {
    /**
     * Something happened.
     *
     * @param run the build that told; null when no build did
     */
    public abstract void onEvent(@NonNull Event event, @CheckForNull Run<?, ?> run);
}
