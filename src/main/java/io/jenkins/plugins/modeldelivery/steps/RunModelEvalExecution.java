package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.HttpAuthorization;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.TreeMap;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;

/**
 * Has the agent run the evaluation. A restart of the controller fails the step; what was answered stays on the agent, and
 * the same step in the same build goes on from there.
 */
final class RunModelEvalExecution extends SynchronousNonBlockingStepExecution<NumbersResult> {
    private static final long serialVersionUID = 1;

    @SuppressFBWarnings(
            value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
            justification = "a synchronous step fails on resume without running")
    private final transient RunModelEvalStep step;

    RunModelEvalExecution(RunModelEvalStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    protected NumbersResult run() throws Exception {
        FilePath workspace = getContext().get(FilePath.class);
        TaskListener listener = getContext().get(TaskListener.class);
        Run<?, ?> run = getContext().get(Run.class);
        if (workspace == null || listener == null || run == null) {
            throw new AbortException("runModelEval must run inside a node block");
        }
        try {
            NumbersResult result = workspace.act(
                    new EvaluateOnAgent(listener, step, headers(CredentialSource.of(run)), run.getExternalizableId()));
            listener.getLogger().println(result.text());
            return result;
        } catch (BadInputException e) {
            throw new AbortException("runModelEval: " + e.getMessage());
        }
    }

    private TreeMap<String, String> headers(CredentialSource credentials) throws BadInputException {
        TreeMap<String, String> headers = new TreeMap<>();
        if (step.getCredentialsId() == null) {
            if (step.getHeader() != null) {
                throw new BadInputException("header names where a secret goes, but no credentialsId is given");
            }
            return headers;
        }
        String address = step.getUrl() == null ? "" : step.getUrl();
        if (step.getHeader() == null) {
            headers.put("Authorization", HttpAuthorization.of(credentials, step.getCredentialsId(), address));
        } else {
            headers.put(step.getHeader(), HttpAuthorization.secret(credentials, step.getCredentialsId(), address));
        }
        return headers;
    }
}
