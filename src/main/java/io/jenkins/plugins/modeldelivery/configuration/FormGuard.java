package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import jenkins.model.Jenkins;

/** Who may ask our forms what: seeing a form, and listing credentials in it, are rights of their own. */
final class FormGuard {
    /** A check that says with a typed failure what is wrong. */
    interface Check {
        void run() throws DeliveryException;
    }

    private FormGuard() {}

    /** Whether the user may see which credentials there are. */
    static boolean mayUse(@CheckForNull Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }

    /** Requires the right to configure the item, or Jenkins when there is none. */
    static void requireConfigure(@CheckForNull Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
    }

    /** The check's message as an error; ok for those who may not see the form. */
    @NonNull
    static FormValidation validate(@CheckForNull Item item, Check check) {
        if (!mayUse(item)) {
            return FormValidation.ok();
        }
        try {
            check.run();
            return FormValidation.ok();
        } catch (DeliveryException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** The credentials that can be chosen; only the present choice for those who may not see them. */
    @NonNull
    static ListBoxModel credentials(
            @CheckForNull Item item, @CheckForNull String current, String uri, CredentialsMatcher matcher) {
        StandardListBoxModel model = mayUse(item) ? choices(item, uri, matcher) : new StandardListBoxModel();
        return model.includeCurrentValue(Util.fixNull(current));
    }

    /** Whether the present choice can be found by those who will need it. */
    @NonNull
    static FormValidation found(
            @CheckForNull Item item, @CheckForNull String current, String uri, CredentialsMatcher matcher) {
        if (!mayUse(item)) {
            return FormValidation.ok();
        }
        String value = Util.fixEmptyAndTrim(current);
        if (value == null) {
            return FormValidation.error(Messages.ClusterAccess_NoCredentials());
        }
        return choices(item, uri, matcher).stream().anyMatch(option -> option.value.equals(value))
                ? FormValidation.ok()
                : FormValidation.error(Messages.ClusterAccess_CredentialsNotFound());
    }

    private static StandardListBoxModel choices(@CheckForNull Item item, String uri, CredentialsMatcher matcher) {
        // those of the controller's own scope are of no use to any build
        CredentialsMatcher usable = CredentialsMatchers.allOf(
                matcher, CredentialsMatchers.not(CredentialsMatchers.withScope(CredentialsScope.SYSTEM)));
        StandardListBoxModel model = new StandardListBoxModel();
        model.includeEmptyValue();
        model.includeMatchingAs(
                CredentialSource.authentication(item),
                item,
                StandardCredentials.class,
                URIRequirementBuilder.fromUri(uri).build(),
                usable);
        return model;
    }
}
