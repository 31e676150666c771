package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * S3 as a job reads it: with credentials that this job may use and never with the controller's own, since a job must not
 * see more than its folder lets it. Keys stay on the controller.
 */
public abstract class JobS3 extends S3Connection {
    private final String credentialsId;

    JobS3(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public final String getCredentialsId() {
        return credentialsId;
    }

    /** What the build may use. */
    @NonNull
    final AmazonWebServicesCredentials credentials(@NonNull Run<?, ?> run) throws BadInputException {
        return CredentialSource.of(run).find(credentialsId, AmazonWebServicesCredentials.class, "AWS", address());
    }

    /** Descriptor with the choice of credentials. */
    abstract static class KeysDescriptor<T extends Describable<T>> extends Descriptor<T> {
        private static final CredentialsMatcher KEYS =
                CredentialsMatchers.instanceOf(AmazonWebServicesCredentials.class);

        @POST
        public final ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String credentialsId) {
            return FormGuard.credentials(item, credentialsId, "", KEYS);
        }

        @POST
        public final FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.found(item, value, "", KEYS);
        }
    }
}
