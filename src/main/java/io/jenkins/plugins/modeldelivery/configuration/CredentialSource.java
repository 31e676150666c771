package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.List;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/**
 * Where credentials are looked for: always as the build or the page that needs them would see them, never with the eyes
 * of the whole controller.
 */
public final class CredentialSource {
    @CheckForNull
    private final Run<?, ?> run;

    @CheckForNull
    private final Item item;

    private CredentialSource(@CheckForNull Run<?, ?> run, @CheckForNull Item item) {
        this.run = run;
        this.item = item;
    }

    /** What a build may use; each use is recorded with the credentials. */
    @NonNull
    public static CredentialSource of(@NonNull Run<?, ?> run) {
        return new CredentialSource(run, null);
    }

    /** What builds of an item may use; null for what every item may use. The caller has checked permissions. */
    @NonNull
    public static CredentialSource of(@CheckForNull Item item) {
        return new CredentialSource(null, item);
    }

    /**
     * The credentials of that id.
     *
     * @param uri of the server they are for, empty when that is not known
     * @throws BadInputException naming the id and who looked for it
     */
    @NonNull
    <C extends StandardCredentials> C find(@CheckForNull String id, Class<C> type, String kind, String uri)
            throws BadInputException {
        if (id == null) {
            throw new BadInputException("No " + kind + " credentials are chosen for this connection");
        }
        List<DomainRequirement> requirements =
                URIRequirementBuilder.fromUri(uri).build();
        C found = run == null
                ? inItem(id, type, requirements)
                : CredentialsProvider.findCredentialById(id, type, run, requirements);
        if (found == null) {
            throw new BadInputException(
                    "There are no " + kind + " credentials '" + id + "' that " + who() + " may use");
        }
        if (run != null) {
            CredentialsProvider.track(run, found);
        }
        return found;
    }

    private <C extends StandardCredentials> C inItem(String id, Class<C> type, List<DomainRequirement> requirements) {
        if (item != null) {
            return CredentialsProvider.findCredentialByIdInItem(id, type, item, authentication(item), requirements);
        }
        C found = CredentialsProvider.findCredentialByIdInItemGroup(id, type, Jenkins.get(), ACL.SYSTEM2, requirements);
        // no job could use these later
        return found == null || found.getScope() == CredentialsScope.SYSTEM ? null : found;
    }

    /** As whom builds of the item look for credentials. */
    @NonNull
    static Authentication authentication(@CheckForNull Item item) {
        return item instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
    }

    private String who() {
        if (run != null) {
            return "job '" + run.getParent().getFullName() + "'";
        }
        return item == null ? "every job" : "'" + item.getFullName() + "'";
    }
}
