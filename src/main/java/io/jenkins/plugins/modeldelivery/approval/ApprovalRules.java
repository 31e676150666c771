package io.jenkins.plugins.modeldelivery.approval;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Who has to say yes before a version may go into an environment, as it was when that was asked. */
@Restricted(NoExternalUse.class)
public final class ApprovalRules implements Serializable {
    private static final long serialVersionUID = 1;

    /** One yes, of anybody who may promote. */
    public static final ApprovalRules USUAL = new ApprovalRules(List.of(), 1, false, List.of(), false);

    private final ArrayList<String> approvers;
    private final int needed;
    private final boolean separate;
    private final ArrayList<String> parties;
    private final boolean authorUnknown;

    /**
     * @param approvers ids of people and names of groups; empty for everybody who may promote
     * @param needed how many people
     * @param separate whether those who have a part in it may not be among them
     * @param parties ids of those: who started the build, and whom SCM names as authors
     * @param authorUnknown whether nobody tells who wrote the change
     */
    public ApprovalRules(
            @NonNull List<String> approvers,
            int needed,
            boolean separate,
            @NonNull List<String> parties,
            boolean authorUnknown) {
        this.approvers = new ArrayList<>(approvers);
        this.needed = needed;
        this.separate = separate;
        this.parties = new ArrayList<>(parties);
        this.authorUnknown = authorUnknown;
    }

    public int getNeeded() {
        return needed;
    }

    /** Whether separate duties are asked for, and nobody can tell who wrote the change. */
    public boolean isAuthorUnknown() {
        return authorUnknown;
    }

    /**
     * Why somebody's yes does not count; null when it does.
     *
     * @param groups that they are a member of
     */
    @CheckForNull
    public String objection(@NonNull String user, @NonNull Collection<String> groups) {
        if (separate && parties.contains(user)) {
            return user + " started this build or wrote the change, and somebody else has to approve it";
        }
        boolean named = approvers.isEmpty()
                || approvers.contains(user)
                || groups.stream().anyMatch(approvers::contains);
        return named ? null : "Only " + String.join(", ", approvers) + " may approve this";
    }
}
