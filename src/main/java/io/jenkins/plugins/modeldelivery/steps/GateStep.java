package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.evalgate.GateParameters;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** A gate over files, judged on the agent where they lie. */
public abstract class GateStep extends VerdictStep {
    /**
     * Against which versions of the models it depends on this was evaluated: those that serve, if none of them changed since
     * the build began.
     */
    Evaluated evaluated(Instant begin) throws BadInputException {
        return Evaluated.since(begin);
    }

    /** @throws BadInputException when a parameter is missing that this gate cannot do without */
    void check() throws BadInputException {
        // nothing is mandatory
    }

    /** The one document that this gate is about, as the ledger's judges call it. */
    abstract String document();

    /**
     * Whether the report answers what was asked for, and nothing easier.
     *
     * @throws BadInputException naming what it answers instead
     */
    void requireAnswer(ObjectNode report) throws BadInputException {
        // nothing is asked for beside the files
    }

    /** The callable that judges on the agent; made on the controller, with checked parameters. */
    abstract JudgeOnAgent judge(TaskListener listener, ReferenceForAgent reference) throws AbortException;

    /** What a shift check compares with, as the step or its policy says it; empty where there is none. */
    String wantedReference(FilePath workspace) throws IOException, InterruptedException {
        return "";
    }

    /** The environment whose version has the eval set that is called {@code previous}. */
    String servingEnvironment() {
        return GateParameters.ENVIRONMENT;
    }

    /** Who made the vectors that are compared; empty where it is not named. */
    String comparedEmbedding() {
        return "";
    }

    /** Descriptor of a gate over files. */
    abstract static class GateStepDescriptor extends VerdictStepDescriptor {
        GateStepDescriptor(Class<? extends Record> declared) {
            super(declared);
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FilePath.class, FlowNode.class);
        }
    }
}
