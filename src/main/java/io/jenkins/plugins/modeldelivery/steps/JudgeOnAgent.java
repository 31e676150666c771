package io.jenkins.plugins.modeldelivery.steps;

import hudson.AbortException;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import jenkins.MasterToSlaveFileCallable;

/** Judges files where they lie. Only parameters go to the agent and only the report comes back. */
abstract class JudgeOnAgent extends MasterToSlaveFileCallable<Judged> {
    private static final long serialVersionUID = 1;

    private final TaskListener listener;

    JudgeOnAgent(TaskListener listener) {
        this.listener = listener;
    }

    /** Runs on the agent. */
    abstract Judged judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException;

    /** A file that the Pipeline names: relative to the workspace, or absolute on the agent. */
    static Path file(Path workspace, String name) throws BadInputException {
        try {
            return workspace.resolve(name);
        } catch (InvalidPathException e) {
            throw new BadInputException("'" + name + "' is not a path: " + e.getReason(), e);
        }
    }

    @Override
    public final Judged invoke(File workspace, VirtualChannel channel) throws IOException, InterruptedException {
        try {
            return judge(workspace.toPath(), new LoggedProgress(listener.getLogger()));
        } catch (DeliveryException e) {
            throw new AbortException(e.getMessage());
        }
    }
}
