package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.Kubeconfig;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** By a kubeconfig kept as secret file credentials. It is parsed, never executed; see {@link Kubeconfig}. */
public final class KubeconfigAccess extends ClusterAccess {
    private static final long serialVersionUID = 1;
    private static final int MAX_BYTES = 1 << 20;

    private final String credentialsId;
    private String context;

    @DataBoundConstructor
    public KubeconfigAccess(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @CheckForNull
    public String getContext() {
        return context;
    }

    /** A context of the kubeconfig; its {@code current-context} by default. */
    @DataBoundSetter
    public void setContext(String context) {
        this.context = Util.fixEmptyAndTrim(context);
    }

    @NonNull
    @Override
    public ClusterConnection connection(@NonNull CredentialSource credentials) throws DeliveryException {
        FileCredentials file = credentials.find(credentialsId, FileCredentials.class, "secret file", "");
        try (InputStream content = file.getContent()) {
            byte[] bytes = content.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new BadInputException("The credentials '" + credentialsId + "' are larger than a kubeconfig");
            }
            ClusterConnection connection = Kubeconfig.parse(new String(bytes, StandardCharsets.UTF_8), context);
            FipsMode.requireHttps("kubeconfig: server", connection.server());
            return connection;
        } catch (IOException e) {
            throw new BadInputException("The credentials '" + credentialsId + "' cannot be read: " + e.getMessage(), e);
        }
    }

    @Extension
    @Symbol("kubeconfig")
    public static final class DescriptorImpl extends ClusterAccessDescriptor {
        private static final CredentialsMatcher FILES = CredentialsMatchers.instanceOf(FileCredentials.class);

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.KubeconfigAccess_DisplayName();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return FormGuard.credentials(item, credentialsId, "", FILES);
        }

        @POST
        public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.found(item, value, "", FILES);
        }

        /** Tries to connect; changes nothing, here or there. */
        @POST
        public FormValidation doTestConnection(
                @AncestorInPath Item item,
                @QueryParameter String credentialsId,
                @QueryParameter String context,
                @QueryParameter String namespace,
                @QueryParameter String workload,
                @QueryParameter String connectFrom) {
            KubeconfigAccess access = new KubeconfigAccess(credentialsId);
            access.setContext(context);
            return test(item, access, namespace, workload, connectFrom);
        }
    }
}
