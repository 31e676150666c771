package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.notification.SigningKey;
import io.jenkins.plugins.modeldelivery.notification.Webhook;
import io.jenkins.plugins.modeldelivery.notification.WebhookUrl;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A webhook that is signed as Standard Webhooks describe. */
public final class WebhookDestination extends NotificationDestination {
    private final String url;
    private final String secretCredentialsId;

    @DataBoundConstructor
    public WebhookDestination(String name, String url, String secretCredentialsId) {
        super(name);
        this.url = Util.fixNull(url).trim();
        this.secretCredentialsId = Util.fixEmptyAndTrim(secretCredentialsId);
    }

    /** Not a secret by itself: what comes without the signature is not from us. */
    @NonNull
    public String getUrl() {
        return url;
    }

    /** Of a secret text that holds the signing key. */
    @CheckForNull
    public String getSecretCredentialsId() {
        return secretCredentialsId;
    }

    @NonNull
    @Override
    Webhook webhook() throws DeliveryException {
        WebhookUrl address = address(url);
        return Webhook.signed(address, SigningKey.parse(secret(secretCredentialsId, "the webhook's signing key")));
    }

    @Extension
    @Symbol("webhook")
    public static final class DescriptorImpl extends DestinationDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.WebhookDestination_DisplayName();
        }

        @POST
        public ListBoxModel doFillSecretCredentialsIdItems(@QueryParameter String secretCredentialsId) {
            return secretTexts(secretCredentialsId);
        }

        @POST
        public FormValidation doCheckUrl(@QueryParameter String value) {
            return FormGuard.validate(null, () -> address(Util.fixNull(value)));
        }

        @POST
        public FormValidation doTest(
                @QueryParameter String name, @QueryParameter String url, @QueryParameter String secretCredentialsId) {
            return sendTest(new WebhookDestination(name, url, secretCredentialsId));
        }
    }
}
