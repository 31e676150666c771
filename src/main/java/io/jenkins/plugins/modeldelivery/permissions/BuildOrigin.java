package io.jenkins.plugins.modeldelivery.permissions;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.model.Cause;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import jenkins.scm.RunWithSCM;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadOrigin;
import jenkins.scm.api.SCMRevisionAction;
import jenkins.scm.api.metadata.ContributorMetadataAction;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;

/** Who and what stands behind a build, as the controller knows it: nothing of this is an agent's word. */
public final class BuildOrigin {
    private final Run<?, ?> run;

    /** The build, the one that started it, the one that started that, ...; as far as they still exist. */
    private final List<Run<?, ?>> chain = new ArrayList<>();

    private final List<Cause> causes = new ArrayList<>();

    public BuildOrigin(@NonNull Run<?, ?> run) {
        this.run = run;
        try (ACLContext all = ACL.as2(ACL.SYSTEM2)) { // whatever the thread may see
            follow(run);
        }
    }

    private void follow(Run<?, ?> build) {
        if (!chain.contains(build)) {
            chain.add(build);
            follow(build.getCauses());
        }
    }

    /** Of a build that is gone, what its successor remembers of it. */
    private void follow(List<Cause> some) {
        causes.addAll(some);
        for (Cause cause : some) {
            if (cause instanceof Cause.UpstreamCause started) {
                Run<?, ?> upstream = started.getUpstreamRun();
                if (upstream == null) {
                    follow(started.getUpstreamCauses());
                } else {
                    follow(upstream);
                }
            }
        }
    }

    /**
     * The id of who started the build, or a build that led to it: a detour over another job lends nobody more rights. Null
     * where a push or a timer did.
     */
    @CheckForNull
    public String person() {
        return causes.stream()
                .filter(Cause.UserIdCause.class::isInstance)
                .map(Cause.UserIdCause.class::cast)
                .findFirst()
                .map(cause -> cause.getUserId() == null ? ACL.ANONYMOUS_USERNAME : cause.getUserId())
                .orElse(null);
    }

    /** Ids of those who wrote what is built, as far as its changes and its branch name them. */
    @NonNull
    public List<String> authors() {
        List<String> authors = new ArrayList<>();
        for (Run<?, ?> build : chain) {
            if (build instanceof RunWithSCM<?, ?> changed) {
                changed.getCulprits().forEach(user -> authors.add(user.getId()));
            }
            ContributorMetadataAction contributor = build.getParent().getAction(ContributorMetadataAction.class);
            if (contributor != null && contributor.getContributor() != null) {
                authors.add(contributor.getContributor());
            }
        }
        return authors;
    }

    /** What kind of pull request the build, or one that led to it, is of; a fork's outweighs. */
    @NonNull
    public Optional<Provenance.PullRequest> pullRequest() {
        return chain.stream()
                .map(build -> SCMHead.HeadByItem.findHead(build.getParent()))
                .filter(ChangeRequestSCMHead.class::isInstance)
                .map(head -> SCMHeadOrigin.DEFAULT.equals(head.getOrigin())
                        ? Provenance.PullRequest.ORIGIN
                        : Provenance.PullRequest.FORK)
                .max(Enum::compareTo);
    }

    /** Whether the script of the build, or of one that led to it, was edited for it. */
    public boolean isReplayed() {
        return chain.stream().anyMatch(EditedScript::isOf);
    }

    /**
     * For the ledger.
     *
     * @param step id of the Pipeline's node
     * @param workspace where the judge ran; null for the controller
     */
    @NonNull
    public Provenance provenance(@CheckForNull String step, @CheckForNull FilePath workspace) {
        Computer computer = workspace == null ? null : workspace.toComputer();
        return new Provenance(
                Provenance.Recorder.JENKINS,
                Optional.of(run.getParent().getFullName()),
                OptionalInt.of(run.getNumber()),
                Optional.ofNullable(step),
                Optional.ofNullable(computer).map(Computer::getName).filter(name -> !name.isEmpty()),
                Optional.ofNullable(person()),
                run.getActions(SCMRevisionAction.class).stream()
                        .map(action -> action.getRevision().toString())
                        .toList(),
                pullRequest(),
                isReplayed(),
                Map.of());
    }
}
