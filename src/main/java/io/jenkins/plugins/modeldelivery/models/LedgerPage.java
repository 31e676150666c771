package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.model.Job;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * A page about something in the ledger: below a job that had to do with it, for whoever may read the job; or below Jenkins
 * itself, for whoever may read every job.
 */
@Restricted(NoExternalUse.class)
public abstract class LedgerPage {
    @CheckForNull
    private final Job<?, ?> job;

    /** @param job null for the page across jobs */
    LedgerPage(@CheckForNull Job<?, ?> job) {
        this.job = job;
    }

    /** The job; called {@code object} because core's layout for pages of a job asks for that. Null across jobs. */
    @CheckForNull
    public final Job<?, ?> getObject() {
        return job;
    }

    @NonNull
    public abstract String getDisplayName();

    final void checkPermission() {
        if (job == null) {
            Jenkins.get().checkPermission(Item.READ);
        } else {
            job.checkPermission(Item.READ);
        }
    }
}
