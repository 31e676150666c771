package io.jenkins.plugins.modeldelivery.eval;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A command that reads one request a line from standard input and writes one answer a line to standard output, in order.
 * Each sender has a process of its own.
 */
final class ProcessModel implements Model {
    private final String command;
    private final Path directory;
    final Duration timeout;
    final Duration startTimeout;
    final int mostBytes;
    final ScheduledExecutorService timer;
    private final Consumer<String> log;
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * @param command given to the shell
     * @param startTimeout for a started process's first answer, in which it may load its model
     * @param log takes the end of what the first failing process wrote to standard error
     */
    ProcessModel(
            String command,
            Path directory,
            Duration timeout,
            Duration startTimeout,
            int mostBytes,
            Consumer<String> log) {
        this.command = command;
        this.directory = directory;
        this.timeout = timeout;
        this.startTimeout = startTimeout;
        this.mostBytes = mostBytes;
        this.log = log;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "model-delivery process timeouts");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Session open() {
        return new ProcessSession(this);
    }

    ProcessBuilder builder() {
        boolean windows = File.separatorChar == '\\';
        List<String> shell = windows ? List.of("cmd", "/c", command) : List.of("/bin/sh", "-c", command);
        return new ProcessBuilder(shell).directory(directory.toFile());
    }

    /** Shows the end of a failed process's standard error, for the first one that fails. */
    void tell(String what, List<String> lastWords) {
        if (told.compareAndSet(false, true)) {
            log.accept(
                    what + (lastWords.isEmpty() ? "; it wrote nothing to standard error" : "; the end of its stderr:"));
            lastWords.forEach(line -> log.accept("  " + line));
        }
    }

    @Override
    public RunHeader.RunTarget target() {
        return RunHeader.RunTarget.command(command);
    }

    @Override
    public String describe() {
        return "the command '" + command + "'";
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
