package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Cause;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.Permission;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import java.util.List;
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
    private final String account;

    /** @param account name of the authentication that the step was started with */
    Authority(Run<?, ?> run, String account) {
        this.run = run;
        this.account = account;
    }

    /**
     * The acting user's id, if they may.
     *
     * @throws RefusedException naming user, permission and job
     */
    String require(Permission permission) throws RefusedException {
        String person = person();
        if (person == null && account.equals(ACL.SYSTEM_USERNAME)) {
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

    @CheckForNull
    private String person() {
        return starter(run.getCauses())
                .map(cause -> cause.getUserId() == null ? ACL.ANONYMOUS_USERNAME : cause.getUserId())
                .orElse(null);
    }

    /** Who started the build, or the build that started it: a detour over another job lends nobody more rights. */
    private static Optional<Cause.UserIdCause> starter(List<Cause> causes) {
        Optional<Cause.UserIdCause> direct = causes.stream()
                .filter(Cause.UserIdCause.class::isInstance)
                .map(Cause.UserIdCause.class::cast)
                .findFirst();
        return direct.isPresent()
                ? direct
                : causes.stream()
                        .filter(Cause.UpstreamCause.class::isInstance)
                        .map(cause -> starter(((Cause.UpstreamCause) cause).getUpstreamCauses()))
                        .flatMap(Optional::stream)
                        .findFirst();
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
