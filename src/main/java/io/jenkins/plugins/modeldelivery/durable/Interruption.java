package io.jenkins.plugins.modeldelivery.durable;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Result;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** Why a build is stopped. */
public final class Interruption {
    private Interruption() {}

    /** In one line, for the ledger: "Aborted by ada". */
    public static String reason(Throwable cause) {
        if (cause instanceof FlowInterruptedException interrupted
                && !interrupted.getCauses().isEmpty()) {
            return interrupted.getCauses().stream()
                    .map(CauseOfInterruption::getShortDescription)
                    .collect(Collectors.joining("; "));
        }
        return "the build was aborted";
    }

    /** The cause itself, or a plain abort where a restart has lost it. */
    public static Throwable orAborted(@CheckForNull Throwable cause) {
        return cause == null ? new FlowInterruptedException(Result.ABORTED, true) : cause;
    }
}
