package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.RootAction;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.report.JobModels;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.StaplerProxy;
import org.springframework.security.core.Authentication;

/**
 * {@code /model-delivery/}: the models of the ledger, across jobs. The ledger belongs to all jobs, so this is for whoever may
 * read jobs in general; even he is not told of models of such jobs only as are kept from him. Others see the models of the
 * jobs that they may read, on those jobs' pages.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class ModelsRootAction implements RootAction, StaplerProxy {
    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(Item.READ);
        return this;
    }

    /** The models that the present user may know of; empty when the ledger cannot be read, which {@link #getProblem} tells. */
    @NonNull
    public List<String> getModels() throws InterruptedException {
        try {
            List<String> all = LedgerViews.get().models();
            Set<String> hidden = hidden();
            return all.stream().filter(model -> !hidden.contains(model)).toList();
        } catch (DeliveryException e) {
            return List.of();
        }
    }

    /** Why there is no list; null when there is one. */
    @CheckForNull
    public String getProblem() throws InterruptedException {
        try {
            LedgerViews.get().models();
            return null;
        } catch (DeliveryException e) {
            return e.getMessage();
        }
    }

    @CheckForNull
    public ModelPage getModel(String name) {
        return Names.isName(name) && !hidden().contains(name) ? new ModelPage(null, name) : null;
    }

    @Override
    public String getIconFileName() {
        return Jenkins.get().hasPermission(Item.READ) ? "symbol-analytics-outline plugin-ionicons-api" : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.ModelsRootAction_DisplayName();
    }

    @Override
    public String getUrlName() {
        return "model-delivery";
    }

    /**
     * Which models of the ledger the present user, who may read jobs in general, may not know of: those that only jobs have to do
     * with which are kept from him, as in a folder that takes over no permissions from above. Looks at every job, each of which
     * says in a small file what it had to do with.
     */
    private static Set<String> hidden() {
        Authentication viewer = Jenkins.getAuthentication2();
        Set<String> kept = new HashSet<>();
        Set<String> shown = new HashSet<>();
        try (ACLContext as = ACL.as2(ACL.SYSTEM2)) {
            for (Job<?, ?> job : Jenkins.get().allItems(Job.class)) {
                List<String> models = JobModels.known(job);
                if (!models.isEmpty()) { // most jobs have none, and permissions can be dear
                    boolean mayRead = job.getACL().hasPermission2(viewer, Item.READ);
                    (mayRead ? shown : kept).addAll(models);
                }
            }
        }
        kept.removeAll(shown);
        return kept;
    }
}
