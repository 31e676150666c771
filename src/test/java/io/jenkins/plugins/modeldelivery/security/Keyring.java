package io.jenkins.plugins.modeldelivery.security;

import com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Descriptor;
import hudson.util.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;

/** Credentials of each kind that forms and steps of this plugin take, by ids that begin with a name. */
final class Keyring {
    static final String SECRET = "s3cret-of-the-keyring";
    static final String SIGNING_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private Keyring() {}

    /** {@code NAME-token}, {@code NAME-user}, {@code NAME-aws}, {@code NAME-file}, {@code NAME-signing}, {@code NAME-chat}. */
    static void add(String name, CredentialsScope scope, Lure lure) throws IOException, Descriptor.FormException {
        String kubeconfig = """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters: [{name: k, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: %s}}]
                contexts: [{name: here, context: {cluster: k, user: u, namespace: prod}}]
                """.formatted(lure.url(), SECRET);
        List<Credentials> all = List.of(
                text(scope, name + "-token", SECRET),
                text(scope, name + "-signing", SIGNING_KEY),
                text(scope, name + "-chat", lure.url() + "/services/" + SECRET),
                new UsernamePasswordCredentialsImpl(scope, name + "-user", "", "deployer", SECRET),
                new AWSCredentialsImpl(scope, name + "-aws", "AKTEST", SECRET, ""),
                new FileCredentialsImpl(
                        scope,
                        name + "-file",
                        "",
                        "config",
                        SecretBytes.fromBytes(kubeconfig.getBytes(StandardCharsets.UTF_8))));
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials().addAll(all);
        provider.save();
    }

    private static Credentials text(CredentialsScope scope, String id, String secret) {
        return new StringCredentialsImpl(scope, id, "", Secret.fromString(secret));
    }
}
