package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.eval.EndpointAccess;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** How credentials become an Authorization header: secret text as a bearer token, a user name with password as basic. */
public final class HttpAuthorization {
    private static final CredentialsMatcher USABLE = CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(StringCredentials.class),
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class));

    private HttpAuthorization() {}

    /**
     * The header's value.
     *
     * @param address of the server they are for
     * @throws BadInputException when the credentials are not there or of another kind
     */
    @NonNull
    public static String of(@NonNull CredentialSource credentials, @CheckForNull String credentialsId, String address)
            throws BadInputException {
        requireHttps(credentialsId, address);
        StandardCredentials found =
                credentials.find(credentialsId, StandardCredentials.class, "secret text or user name", address);
        if (found instanceof StringCredentials token) {
            return EndpointAccess.bearer(token.getSecret().getPlainText());
        }
        if (found instanceof StandardUsernamePasswordCredentials user) {
            return EndpointAccess.basic(
                    user.getUsername() + ":" + user.getPassword().getPlainText());
        }
        throw new BadInputException("The credentials '" + credentialsId
                + "' are neither secret text (a token) nor a user name with password");
    }

    /** Secret text alone, for a header of another name. */
    @NonNull
    public static String secret(@NonNull CredentialSource credentials, @CheckForNull String id, String address)
            throws BadInputException {
        requireHttps(id, address);
        return credentials
                .find(id, StringCredentials.class, "secret text", address)
                .getSecret()
                .getPlainText();
    }

    private static void requireHttps(@CheckForNull String id, String address) throws BadInputException {
        FipsMode.requireHttps("The credentials '" + id + "'", Util.fixEmptyAndTrim(address));
    }

    /** The credentials that a form can offer. */
    @NonNull
    public static ListBoxModel choices(@CheckForNull Item item, @CheckForNull String current, @NonNull String address) {
        return FormGuard.credentials(item, current, address, USABLE);
    }

    /** Whether the present choice can be found; none is fine. */
    @NonNull
    public static FormValidation check(@CheckForNull Item item, @CheckForNull String current, @NonNull String address) {
        return current == null || current.isBlank()
                ? FormValidation.ok()
                : FormGuard.found(item, current, address, USABLE);
    }
}
