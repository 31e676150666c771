package io.jenkins.plugins.modeldelivery.steps;

import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Told what a shift test found while the gate still goes on; public because a proxy for it is made on agents. */
@Restricted(NoExternalUse.class)
public interface ShiftWatcher {
    /** The one of a judge that nobody watches. */
    ShiftWatcher NOBODY = new NoShiftWatcher();

    /** @param document a drift report */
    void found(String document);
}
