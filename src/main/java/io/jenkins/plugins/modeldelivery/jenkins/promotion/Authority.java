package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.Permission;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import io.jenkins.plugins.modeldelivery.permissions.BuildOrigin;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * Who stands behind what a build does: the person who started it, or the build that started it, else whom the build runs
 * as. A build that nobody started (a push, a timer) and that runs as Jenkins itself acts with the authority of whoever
 * configured the job.
 */
final class Authority {
    private final Run<?, ?> run;
    private final BuildOrigin origin;
    private final String account;

    /** @param account name of the authentication that the step was started with */
    Authority(Run<?, ?> run, String account) {
        this.run = run;
        this.origin = new BuildOrigin(run);
        this.account = account;
    }

    /**
     * The acting user's id, if they may.
     *
     * @throws RefusedException naming user, permission and job
     */
    String require(Permission permission) throws RefusedException {
        String person = person();
        if (isNobody()) {
            return account;
        }
        String user = person == null ? account : person;
        if (!run.getParent().getACL().hasPermission2(authentication(user), permission)) {
            throw new RefusedException("User '" + user + "' has no permission " + name(permission) + " for job '"
                    + run.getParent().getFullName() + "'; nothing was changed");
        }
        return user;
    }

    /** The same, but nobody's authority is not enough: the ledger is to name a person. */
    String requirePerson(Permission permission) throws RefusedException {
        String user = require(permission);
        if (user.equals(ACL.SYSTEM_USERNAME)) {
            throw new RefusedException("This needs a person with the permission " + name(permission)
                    + ", and nobody started this build; start it by hand, or ask for an approval");
        }
        return user;
    }

    /** Whether no person started the build, and it runs as Jenkins itself. */
    boolean isNobody() {
        return person() == null && account.equals(ACL.SYSTEM_USERNAME);
    }

    /** Who asks, whatever they may: for questions that somebody else answers. */
    String anybody() {
        String person = person();
        return person == null ? account : person;
    }

    /** Acts as that user for this job. */
    Actor actor(String user) {
        Optional<String> url = Optional.ofNullable(Jenkins.get().getRootUrl()).map(root -> root + run.getUrl());
        return new Actor(user, run.getParent().getFullName(), url);
    }

    /**
     * A build of a pull request, or of a script that somebody edited for it, is a proposal; and so is what it starts.
     *
     * @throws RefusedException when it is one, whoever asks
     */
    void requireNoProposal() throws RefusedException {
        Optional<Provenance.PullRequest> change = origin.pullRequest();
        if (change.isPresent() || origin.isReplayed()) {
            throw new RefusedException("Build " + run.getNumber() + " of '"
                    + run.getParent().getFullName() + "' "
                    + (change.isPresent()
                            ? "is of a pull request, or was started by one"
                            : "runs an edited script (Replay)")
                    + ", which never promotes; merge the change and promote from there");
        }
    }

    @CheckForNull
    private String person() {
        return origin.person();
    }

    private static Authentication authentication(String user) throws RefusedException {
        if (user.equals(ACL.ANONYMOUS_USERNAME)) {
            return Jenkins.ANONYMOUS2;
        }
        try {
            // people are known to the security realm, whether or not Jenkins has a record of them
            return User.getById(user, true).impersonate2();
        } catch (UsernameNotFoundException e) {
            throw new RefusedException("User '" + user + "', who started this build, is no longer known", e);
        }
    }

    private static String name(Permission permission) {
        return permission.group.getId() + "/" + permission.name;
    }
}
