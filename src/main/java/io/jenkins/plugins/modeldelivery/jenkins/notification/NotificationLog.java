package io.jenkins.plugins.modeldelivery.jenkins.notification;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.ManagementLink;
import hudson.security.Permission;
import io.jenkins.plugins.modeldelivery.notification.Receipt;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The page "Model notifications" below Manage Jenkins: what came of the last events at each destination. */
@Extension
@Restricted(NoExternalUse.class)
public final class NotificationLog extends ManagementLink {
    @Override
    public String getIconFileName() {
        return "symbol-notifications-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.NotificationLog_DisplayName();
    }

    @Override
    public String getDescription() {
        return Messages.NotificationLog_Description();
    }

    @Override
    public String getUrlName() {
        return "model-notifications";
    }

    @NonNull
    @Override
    public Permission getRequiredPermission() {
        return Jenkins.ADMINISTER;
    }

    @NonNull
    @Override
    public Category getCategory() {
        return Category.STATUS;
    }

    /** For the view, which asks for the permission before it shows anything. */
    @NonNull
    public List<Receipt> getReceipts() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return WebhookListener.get().newest();
    }
}
