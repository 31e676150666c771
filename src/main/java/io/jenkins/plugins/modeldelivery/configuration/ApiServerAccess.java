package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** By address, trusted CA, and a token (secret text) or a client certificate. */
public final class ApiServerAccess extends ClusterAccess {
    private static final long serialVersionUID = 1;
    private static final int PEM_LINE = 64;

    private final String server;
    private final String credentialsId;
    private String caCertificate;

    @DataBoundConstructor
    public ApiServerAccess(String server, String credentialsId) {
        this.server = Util.fixEmptyAndTrim(server);
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public String getServer() {
        return server;
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @CheckForNull
    public String getCaCertificate() {
        return caCertificate;
    }

    /** The certificates (PEM) to trust for this server; those of the Java platform by default. */
    @DataBoundSetter
    public void setCaCertificate(String caCertificate) {
        this.caCertificate = Util.fixEmptyAndTrim(caCertificate);
    }

    @NonNull
    @Override
    public ClusterConnection connection(@NonNull CredentialSource credentials) throws DeliveryException {
        ClusterConnection connection = anonymous();
        StandardCredentials found = credentials.find(
                credentialsId, StandardCredentials.class, "secret text or certificate", connection.server());
        if (found instanceof StringCredentials token) {
            return connection.withToken(token.getSecret().getPlainText());
        }
        if (found instanceof StandardCertificateCredentials certificate) {
            return authenticated(connection, certificate);
        }
        throw new BadInputException(
                "The credentials '" + credentialsId + "' are neither secret text (a token) nor a certificate");
    }

    /** @throws BadInputException when the key store holds no private key that can be read */
    private static ClusterConnection authenticated(
            ClusterConnection connection, StandardCertificateCredentials credentials) throws BadInputException {
        KeyStore store = credentials.getKeyStore();
        char[] password = credentials.getPassword().getPlainText().toCharArray();
        try {
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.isKeyEntry(alias) ? store.getKey(alias, password) : null;
                if (key != null && key.getEncoded() != null) {
                    StringBuilder chain = new StringBuilder();
                    for (Certificate certificate : store.getCertificateChain(alias)) {
                        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
                    }
                    return connection.withClientCertificate(chain.toString(), pem("PRIVATE KEY", key.getEncoded()));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new BadInputException(
                    "The certificate credentials '" + credentials.getId() + "' cannot be opened; check their password",
                    e);
        }
        throw new BadInputException("The certificate credentials '" + credentials.getId() + "' hold no private key");
    }

    private static String pem(String type, byte[] content) {
        Base64.Encoder encoder = Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + type + "-----\n" + encoder.encodeToString(content) + "\n-----END " + type + "-----\n";
    }

    private ClusterConnection anonymous() throws BadInputException {
        ClusterConnection connection = address(server);
        return caCertificate == null ? connection : connection.withCertificateAuthority(caCertificate);
    }

    private static ClusterConnection address(@CheckForNull String text) throws BadInputException {
        ClusterConnection connection = ClusterConnection.to(text);
        FipsMode.requireHttps("server", connection.server());
        return connection;
    }

    @Extension
    @Symbol("apiServer")
    public static final class DescriptorImpl extends ClusterAccessDescriptor {
        private static final CredentialsMatcher TOKEN_OR_CERTIFICATE = CredentialsMatchers.anyOf(
                CredentialsMatchers.instanceOf(StringCredentials.class),
                CredentialsMatchers.instanceOf(StandardCertificateCredentials.class));

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ApiServerAccess_DisplayName();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String credentialsId, @QueryParameter String server) {
            return FormGuard.credentials(item, credentialsId, Util.fixNull(server), TOKEN_OR_CERTIFICATE);
        }

        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String server) {
            return FormGuard.found(item, value, Util.fixNull(server), TOKEN_OR_CERTIFICATE);
        }

        @POST
        public FormValidation doCheckServer(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(item, () -> address(value));
        }

        @POST
        public FormValidation doCheckCaCertificate(@AncestorInPath Item item, @QueryParameter String value) {
            ApiServerAccess access = new ApiServerAccess("https://kubernetes.example.com", null);
            access.setCaCertificate(value);
            return FormGuard.validate(item, access::anonymous);
        }

        /** Tries to connect; changes nothing, here or there. */
        @POST
        public FormValidation doTestConnection(
                @AncestorInPath Item item,
                @QueryParameter String server,
                @QueryParameter String caCertificate,
                @QueryParameter String credentialsId,
                @QueryParameter String namespace,
                @QueryParameter String workload,
                @QueryParameter String connectFrom) {
            ApiServerAccess access = new ApiServerAccess(server, credentialsId);
            access.setCaCertificate(caCertificate);
            return test(item, access, namespace, workload, connectFrom);
        }
    }
}
