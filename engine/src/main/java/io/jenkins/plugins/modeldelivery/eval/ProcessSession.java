package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One process. After a timeout or an exit its answers cannot be trusted to be in step, so a new one is started. */
final class ProcessSession implements Model.Session {
    private static final Duration LAST_MOMENT = Duration.ofSeconds(2);
    private static final int MOST_FAILED_STARTS = 3;

    private final ProcessModel model;
    private volatile Process process;
    private LineReader answers;
    private StreamTail lastWords;
    private int failedStarts;
    private volatile boolean closed;

    ProcessSession(ProcessModel model) {
        this.model = model;
    }

    /** Starts the process and has it answer the request once, outside of any measurement. */
    @Override
    public void prepare(byte[] request) throws RequestFailure, UnreachableException, InterruptedException {
        Process running = process;
        if (running != null && running.isAlive()) {
            return;
        }
        start();
        try {
            exchange(request, model.startTimeout);
            failedStarts = 0;
        } catch (RequestFailure e) {
            if (++failedStarts == MOST_FAILED_STARTS) {
                throw new UnreachableException(model.describe() + " was started " + MOST_FAILED_STARTS
                        + " times and never answered: " + e.getMessage());
            }
            throw e;
        }
    }

    private synchronized void start() throws UnreachableException, InterruptedException {
        stop();
        if (closed) {
            throw new InterruptedException("the run was ended");
        }
        try {
            process = model.builder().start();
        } catch (IOException e) {
            throw new UnreachableException(model.describe() + " cannot be started: " + e.getMessage(), e);
        }
        answers = new LineReader(process.getInputStream(), "the process's standard output", model.mostBytes, 0);
        lastWords = new StreamTail(process.getErrorStream());
    }

    @Override
    public byte[] ask(byte[] request) throws RequestFailure, InterruptedException {
        return exchange(request, model.timeout);
    }

    private byte[] exchange(byte[] request, Duration timeout) throws RequestFailure, InterruptedException {
        Process asked = process;
        if (asked == null) {
            throw new InterruptedException("the run was ended");
        }
        TimeLimit limit = new TimeLimit(() -> kill(asked));
        Future<?> timer = model.timer.schedule(limit, timeout.toNanos(), TimeUnit.NANOSECONDS);
        try {
            if (answers.hasMore()) {
                stop();
                throw RequestFailure.answer("process", "it wrote a line that nobody had asked for; it is started anew");
            }
            OutputStream in = asked.getOutputStream();
            in.write(request);
            in.write('\n');
            in.flush();
            Optional<byte[]> answer = answers.next();
            if (answer.isPresent() && answers.isTerminated() && limit.keep()) {
                return answer.get();
            }
            throw ended(asked, limit, timeout);
        } catch (IOException e) {
            throw ended(asked, limit, timeout);
        } catch (BadInputException e) {
            if (e.getCause() instanceof IOException) {
                throw ended(asked, limit, timeout);
            }
            stop();
            throw RequestFailure.answer("too large", "the answer is a line of more than " + model.mostBytes + " bytes");
        } finally {
            timer.cancel(false);
        }
    }

    /** Why there is no answer: time is up, the run was ended, or the process ended by itself. */
    private RequestFailure ended(Process asked, TimeLimit limit, Duration timeout) throws InterruptedException {
        if (closed || Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("the run was ended");
        }
        if (!limit.keep()) {
            stop();
            model.tell("the process did not answer within " + timeout.toMillis() + " ms", lastWords.lines());
            return RequestFailure.timeout(
                    "no answer within " + timeout.toMillis() + " ms; the process is started anew");
        }
        boolean exited = asked.waitFor(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        lastWords.await(LAST_MOMENT);
        List<String> words = lastWords.lines();
        String what = exited
                ? "it ended with exit code " + asked.exitValue()
                : "it closed its standard output without ending";
        stop();
        model.tell("the process failed: " + what, words);
        String last = words.isEmpty() ? "" : ": " + words.get(words.size() - 1);
        return new RequestFailure("process", what + last, true, true);
    }

    /** The parent first: with its child gone, it would take that for an end and answer. */
    private static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private synchronized void stop() {
        if (process != null) {
            kill(process);
            process = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        stop();
    }
}
