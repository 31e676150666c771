package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

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

    /** Reads a stream to its end, so that its writer never waits, and keeps the last lines. */
    static final class StreamTail {
        private static final int LINES = 20;
        private static final int LONGEST = 500;

        private final Deque<String> lines = new ArrayDeque<>();
        private final Thread reader;

        StreamTail(InputStream in) {
            reader = new Thread(() -> read(in), "model-delivery process stderr");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream in) {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                char[] buffer = new char[LONGEST];
                StringBuilder line = new StringBuilder();
                for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
                    for (int i = 0; i < n; i++) {
                        if (buffer[i] == '\n') {
                            keep(line);
                        } else if (line.length() < LONGEST) {
                            line.append(buffer[i]);
                        }
                    }
                }
                keep(line);
            } catch (IOException e) {
                keep(new StringBuilder("(standard error broke off: " + e.getMessage() + ")"));
            }
        }

        private void keep(StringBuilder line) {
            String text = PlainText.oneLine(line.toString());
            line.setLength(0);
            if (!text.isEmpty()) {
                synchronized (lines) {
                    lines.addLast(text);
                    if (lines.size() > LINES) {
                        lines.removeFirst();
                    }
                }
            }
        }

        /** Waits until the stream has ended, at most this long. */
        void await(Duration longest) throws InterruptedException {
            reader.join(longest.toMillis());
        }

        List<String> lines() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }
    }

    /** Of an answer and the end of its time, the one that comes first counts, and the other no longer does anything. */
    static final class TimeLimit implements Runnable {
        private enum State {
            WAITING,
            KEPT,
            OVER
        }

        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private final Runnable whenOver;

        /** @param whenOver run at most once, and never after the limit was kept */
        TimeLimit(Runnable whenOver) {
            this.whenOver = whenOver;
        }

        /** Time is up. */
        @Override
        public void run() {
            if (state.compareAndSet(State.WAITING, State.OVER)) {
                whenOver.run();
            }
        }

        /** What was waited for is here: whether it came in time. */
        boolean keep() {
            return state.compareAndSet(State.WAITING, State.KEPT) || state.get() == State.KEPT;
        }
    }
}
