package io.jenkins.plugins.modeldelivery.evalrun;

import java.nio.file.Path;
import java.time.Duration;

/** What is evaluated. */
public sealed interface Target {
    /** An endpoint. */
    record Http(Access access) implements Target {}

    /**
     * A command for the shell that answers a line of standard output for each line of standard input, in order.
     *
     * @param directory in which it runs
     * @param startTimeout for a started process's first answer
     */
    record Command(String command, Path directory, Duration startTimeout) implements Target {}
}
