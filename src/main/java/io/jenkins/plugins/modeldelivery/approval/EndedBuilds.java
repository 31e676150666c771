package io.jenkins.plugins.modeldelivery.approval;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A build that has ended asks nobody any more, however it ended: killed hard, its program damaged, its resume failed. */
@Extension
public final class EndedBuilds extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(EndedBuilds.class.getName());

    @Override
    public void onCompleted(Run<?, ?> run, @NonNull TaskListener listener) {
        ApprovalAction action = run.getAction(ApprovalAction.class);
        if (action == null) {
            return;
        }
        try {
            action.withdrawAll("the build has ended");
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "The questions of " + run + " could not be closed");
        }
    }
}
