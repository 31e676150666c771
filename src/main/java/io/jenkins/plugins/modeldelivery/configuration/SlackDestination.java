package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.notification.Webhook;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** An incoming webhook of Slack, or of a chat that understands its format. The whole address is a secret. */
public final class SlackDestination extends NotificationDestination {
    private final String credentialsId;

    @DataBoundConstructor
    public SlackDestination(String name, String credentialsId) {
        super(name);
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Of a secret text that holds the address. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @NonNull
    @Override
    Webhook webhook() throws DeliveryException {
        return Webhook.slack(address(secret(credentialsId, "the webhook's URL")));
    }

    @Extension
    @Symbol("slack")
    public static final class DescriptorImpl extends DestinationDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.SlackDestination_DisplayName();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            return secretTexts(credentialsId);
        }

        @POST
        public FormValidation doTest(@QueryParameter String name, @QueryParameter String credentialsId) {
            return sendTest(new SlackDestination(name, credentialsId));
        }
    }
}
