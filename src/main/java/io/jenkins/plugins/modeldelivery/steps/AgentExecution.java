package io.jenkins.plugins.modeldelivery.steps;

import hudson.AbortException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousResumeNotSupportedException;

/**
 * Waits for work on the agent. A restart of the controller in the middle fails the step with one line, and so does an abort:
 * an interrupted wait is no defect whose stack anybody should read.
 */
abstract class AgentExecution<T> extends SynchronousNonBlockingStepExecution<T> {
    private static final long serialVersionUID = 1;

    AgentExecution(StepContext context) {
        super(context);
    }

    /** The step's name, for messages. */
    abstract String function();

    abstract T work() throws Exception;

    @Override
    protected final T run() throws Exception {
        try {
            return work();
        } catch (InterruptedException e) {
            throw new AbortException(function() + " was interrupted");
        }
    }

    /** With the failure that {@code nonresumable()} knows, and without its stack. */
    @Override
    public final void onResume() {
        SynchronousResumeNotSupportedException failure = new SynchronousResumeNotSupportedException(getContext());
        failure.setStackTrace(new StackTraceElement[0]);
        getContext().onFailure(failure);
    }
}
