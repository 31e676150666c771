package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Has the agent measure something, shows it in the log and gives the numbers to the Pipeline. */
abstract class MeasuringExecution extends AgentExecution<NumbersResult> {
    private static final long serialVersionUID = 1;

    private final String function;
    private final String schema;

    /**
     * @param function the step's name, for messages
     * @param schema of the document that is expected
     */
    MeasuringExecution(StepContext context, String function, String schema) {
        super(context);
        this.function = function;
        this.schema = schema;
    }

    /** What runs on the agent; made here, with whatever it needs. */
    abstract MasterToSlaveFileCallable<MeasuredResult> onAgent(TaskListener listener, Run<?, ?> run)
            throws DeliveryException, InterruptedException;

    /** What else is done with what was found. */
    abstract void found(ObjectNode document, String headline, Run<?, ?> run, FlowNode node) throws IOException;

    @Override
    final String function() {
        return function;
    }

    @Override
    final NumbersResult work() throws Exception {
        FilePath workspace = getContext().get(FilePath.class);
        TaskListener listener = getContext().get(TaskListener.class);
        Run<?, ?> run = getContext().get(Run.class);
        FlowNode node = getContext().get(FlowNode.class);
        if (Stream.of(workspace, listener, run, node).anyMatch(Objects::isNull)) {
            throw new AbortException(function + " must run inside a node block");
        }
        MeasuredResult measured;
        try {
            MasterToSlaveFileCallable<MeasuredResult> work = onAgent(listener, run);
            workspace.mkdirs(); // nothing else may have run here yet
            measured = workspace.act(work);
        } catch (DeliveryException e) {
            throw new AbortException(function + ": " + e.getMessage());
        }
        ObjectNode document = measured.document(schema);
        listener.getLogger().println(measured.text());
        found(document, measured.headline(), run, node);
        return NumbersResult.of(measured.headline(), document);
    }
}
