package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.RootAction;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.StaplerProxy;

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
            return all.stream().filter(VisibleModels.now()::shows).toList();
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
        return Names.isName(name) && VisibleModels.now().shows(name) ? new ModelPage(null, name) : null;
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
}
