package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.FormValidation;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A place in S3 that a job names, such as a DVC remote. */
public final class S3Remote extends JobS3 implements Describable<S3Remote> {
    private final String url;

    @DataBoundConstructor
    public S3Remote(String url, String credentialsId) {
        super(credentialsId);
        this.url = Util.fixNull(url).trim();
    }

    /** {@code s3://bucket/prefix}. */
    @NonNull
    public String getUrl() {
        return url;
    }

    /**
     * Opens the place for a build; the caller closes it.
     *
     * @throws DeliveryException when it is no place in S3, or the build may not use the credentials
     */
    @NonNull
    public ObjectStore open(@NonNull Run<?, ?> run) throws DeliveryException {
        return S3Store.open(settings(url), credentials(run));
    }

    @Extension
    public static final class DescriptorImpl extends KeysDescriptor<S3Remote> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.S3Remote_DisplayName();
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            S3Remote remote = new S3Remote(value, null);
            return FormGuard.validate(item, () -> remote.settings(remote.url));
        }
    }
}
