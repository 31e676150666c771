package io.jenkins.plugins.modeldelivery.steps;

import java.io.Serializable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Told what a shift test found while the gate still goes on; public because a proxy for it is made on agents. */
@Restricted(NoExternalUse.class)
public interface ShiftWatcher {
    /** The one of a judge that nobody watches. */
    ShiftWatcher NOBODY = new None();

    /** @param document a drift report */
    void found(String document);

    /** Watches nothing; goes to the agent with its judge. */
    final class None implements ShiftWatcher, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public void found(String document) {
            // nobody wants to know
        }
    }
}
