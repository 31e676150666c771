package io.jenkins.plugins.modeldelivery.steps;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Locale;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** What a verdict other than PASS does to the build. */
enum OnFail {
    /** The step fails, and the build with it unless the Pipeline catches it. */
    FAIL,
    /** The build goes on and is marked unstable. */
    UNSTABLE;

    /** The consequence called {@code fail} or {@code unstable}; {@code fail} for null. */
    static OnFail named(String name, String parameter) throws AbortException {
        if (name == null) {
            return FAIL;
        }
        for (OnFail consequence : values()) {
            if (consequence.toString().equals(name)) {
                return consequence;
            }
        }
        throw new AbortException(parameter + ": '" + name + "' is neither 'fail' nor 'unstable'");
    }

    /** Does nothing for PASS. */
    void of(Verdict verdict, String line, Run<?, ?> run, FlowNode node) throws AbortException {
        if (verdict == Verdict.PASS) {
            return;
        }
        if (this == FAIL) {
            throw new AbortException(line);
        }
        node.addOrReplaceAction(new WarningAction(Result.UNSTABLE).withMessage(line));
        run.setResult(Result.UNSTABLE);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
