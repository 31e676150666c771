package io.jenkins.plugins.modeldelivery.eval;

import java.nio.file.Path;
import java.time.Duration;

/** What is evaluated. */
public sealed interface EvalTarget {
    /** An endpoint. */
    record Http(EndpointAccess access) implements EvalTarget {}

    /**
     * A command for the shell that answers a line of standard output for each line of standard input, in order.
     *
     * @param directory in which it runs
     * @param startTimeout for a started process's first answer
     */
    record Command(String command, Path directory, Duration startTimeout) implements EvalTarget {}
}
