package io.jenkins.plugins.modeldelivery.permissions;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayCause;

/** Replay of a Pipeline. Whoever replays may edit the script; to rebuild is to run that of the earlier build as it is. */
@Extension(optional = true)
public final class ReplayedPipeline implements EditedScript {
    @Override
    public boolean isEdited(@NonNull Run<?, ?> run) {
        ReplayCause cause = run.getCause(ReplayCause.class);
        if (cause == null) {
            return false;
        }
        Run<?, ?> original = cause.getOriginal();
        return !cause.isRebuilt() || original == null || isEdited(original);
    }
}
