package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Settings;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import io.jenkins.plugins.modeldelivery.store.StoreCheck;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A bucket of AWS S3 or of a store that speaks its protocol. Keys stay on the controller; agents never see them. */
public final class S3LedgerLocation extends S3Connection implements LedgerLocation {
    private final String bucket;
    private String prefix;
    private String credentialsId;

    @DataBoundConstructor
    public S3LedgerLocation(String bucket) {
        this.bucket = Util.fixNull(bucket).trim();
    }

    @NonNull
    public String getBucket() {
        return bucket;
    }

    @CheckForNull
    public String getPrefix() {
        return prefix;
    }

    @DataBoundSetter
    public void setPrefix(String prefix) {
        this.prefix = Util.fixEmptyAndTrim(prefix);
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** AWS credentials from the system's store; without, the SDK's default chain on the controller is asked. */
    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @NonNull
    @Override
    public ObjectStore open(Run<?, ?> run) throws DeliveryException {
        S3Settings settings = settings();
        if (credentialsId == null) {
            return S3Store.open(settings);
        }
        AmazonWebServicesCredentials credentials = credentials();
        if (run != null) {
            CredentialsProvider.track(run, credentials);
        }
        return S3Store.open(settings, credentials);
    }

    private S3Settings settings() throws BadInputException {
        return settings("s3://" + bucket + (prefix == null ? "" : "/" + prefix));
    }

    /**
     * The ledger belongs to the whole system and is configured by its administrators; so are its credentials, which a job
     * can therefore neither choose nor replace.
     */
    private AmazonWebServicesCredentials credentials() throws BadInputException {
        List<AmazonWebServicesCredentials> found = CredentialsProvider.lookupCredentialsInItemGroup(
                AmazonWebServicesCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of());
        return found.stream()
                .filter(credentials -> credentials.getId().equals(credentialsId))
                .findFirst()
                .orElseThrow(() -> new BadInputException("There are no AWS credentials '" + credentialsId
                        + "' in the system's store; add them or choose others under Manage Jenkins, Model Delivery"));
    }

    @Extension
    @Symbol("s3")
    public static final class DescriptorImpl extends Descriptor<LedgerLocation> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.S3LedgerLocation_DisplayName();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return items.includeCurrentValue(Util.fixNull(credentialsId));
            }
            return items.includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2,
                            Jenkins.get(),
                            AmazonWebServicesCredentials.class,
                            List.of(),
                            CredentialsMatchers.always())
                    .includeCurrentValue(Util.fixNull(credentialsId));
        }

        @POST
        public FormValidation doCheckBucket(@QueryParameter String value) {
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return FormValidation.ok();
            }
            return checked(new S3LedgerLocation(value));
        }

        @POST
        public FormValidation doCheckEndpoint(@QueryParameter String value) {
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return FormValidation.ok();
            }
            S3LedgerLocation location = new S3LedgerLocation("bucket");
            location.setEndpoint(value);
            return checked(location);
        }

        private static FormValidation checked(S3LedgerLocation location) {
            try {
                location.settings();
                return FormValidation.ok();
            } catch (BadInputException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        /**
         * Proves that the store as entered can hold a ledger: really creates, really is refused a second write, and cleans
         * up. Changes no configuration. Sends credentials to the entered address, hence for administrators only.
         */
        @POST
        public FormValidation doTestConnection(
                @QueryParameter String bucket,
                @QueryParameter String prefix,
                @QueryParameter String endpoint,
                @QueryParameter String region,
                @QueryParameter boolean pathStyle,
                @QueryParameter String credentialsId) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            S3LedgerLocation location = new S3LedgerLocation(bucket);
            location.setPrefix(prefix);
            location.setEndpoint(endpoint);
            location.setRegion(region);
            location.setPathStyle(pathStyle);
            location.setCredentialsId(credentialsId);
            try (ObjectStore store = location.open(null)) {
                StoreCheck.run(store);
                return FormValidation.ok(Messages.S3LedgerLocation_Works(store.describe()));
            } catch (DeliveryException e) {
                return FormValidation.error(e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return FormValidation.error(Messages.S3LedgerLocation_Interrupted());
            }
        }
    }
}
