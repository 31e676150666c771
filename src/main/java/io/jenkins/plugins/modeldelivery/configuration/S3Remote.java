package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Settings;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import java.util.Optional;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A place in S3 that a job names, such as a DVC remote, read with credentials that this job may use and never with the
 * controller's own: a job must not see more than its folder lets it. Keys stay on the controller.
 */
public final class S3Remote extends AbstractDescribableImpl<S3Remote> {
    private final String url;
    private final String credentialsId;
    private String endpoint;
    private String region;
    private boolean pathStyle;

    @DataBoundConstructor
    public S3Remote(String url, String credentialsId) {
        this.url = Util.fixNull(url).trim();
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** {@code s3://bucket/prefix}. */
    @NonNull
    public String getUrl() {
        return url;
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @CheckForNull
    public String getEndpoint() {
        return endpoint;
    }

    @DataBoundSetter
    public void setEndpoint(String endpoint) {
        this.endpoint = Util.fixEmptyAndTrim(endpoint);
    }

    @CheckForNull
    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = Util.fixEmptyAndTrim(region);
    }

    public boolean isPathStyle() {
        return pathStyle;
    }

    @DataBoundSetter
    public void setPathStyle(boolean pathStyle) {
        this.pathStyle = pathStyle;
    }

    /**
     * Opens the place for a build; the caller closes it.
     *
     * @throws DeliveryException when it is no place in S3, or the build may not use the credentials
     */
    @NonNull
    public ObjectStore open(@NonNull Run<?, ?> run) throws DeliveryException {
        S3Settings settings = settings();
        AmazonWebServicesCredentials credentials = CredentialSource.of(run)
                .find(credentialsId, AmazonWebServicesCredentials.class, "AWS", endpoint == null ? "" : endpoint);
        return S3Store.open(settings, credentials);
    }

    private S3Settings settings() throws BadInputException {
        return S3Settings.of(url, Optional.ofNullable(endpoint), Optional.ofNullable(region), pathStyle);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<S3Remote> {
        private static final CredentialsMatcher KEYS =
                CredentialsMatchers.instanceOf(AmazonWebServicesCredentials.class);

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.S3Remote_DisplayName();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return FormGuard.credentials(item, credentialsId, "", KEYS);
        }

        @POST
        public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.found(item, value, "", KEYS);
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(item, () -> new S3Remote(value, null).settings());
        }
    }
}
