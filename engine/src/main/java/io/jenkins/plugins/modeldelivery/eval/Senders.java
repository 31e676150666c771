package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The threads of a run, each with its session. The first failure ends them all. */
final class Senders implements AutoCloseable {
    private static final int LAST_MOMENT_SECONDS = 10;

    private final List<Model.Session> sessions = new ArrayList<>();
    private final ExecutorService threads;

    Senders(Model model, int count) {
        for (int i = 0; i < count; i++) {
            sessions.add(model.open());
        }
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "model-delivery eval");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What one sender does. */
    interface Work {
        void with(Model.Session session) throws DeliveryException, InterruptedException;
    }

    /** Has all sessions worked with at the same time and waits until all are done. */
    void each(Work work) throws DeliveryException, InterruptedException {
        ExecutorCompletionService<Void> working = new ExecutorCompletionService<>(threads);
        for (Model.Session session : sessions) {
            Callable<Void> task = () -> {
                work.with(session);
                return null;
            };
            working.submit(task);
        }
        for (int i = 0; i < sessions.size(); i++) {
            try {
                working.take().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof DeliveryException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof InterruptedException interrupted) {
                    throw interrupted;
                }
                throw new IllegalStateException("a sender failed in an unexpected way", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        sessions.forEach(Model.Session::close);
        try {
            threads.awaitTermination(LAST_MOMENT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends rows one after the other over one session and records how each ended. */
    static final class Sender {
        private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
        private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

        private final Model.Session session;
        private final Template template;
        private final LoadPlan plan;
        private final AnswerRecorder recorder;
        private final long begin;

        /** @param begin of this start of the run, by {@link System#nanoTime} */
        Sender(Model.Session session, Template template, LoadPlan plan, AnswerRecorder recorder, long begin) {
            this.session = session;
            this.template = template;
            this.plan = plan;
            this.recorder = recorder;
            this.begin = begin;
        }

        /** One row's outcome, with the times of its request. */
        private record Asked(
                Optional<Answers.Found> found, Optional<RequestFailure> failure, int attempts, long sent, long ended) {}

        void warmUp(EvalRow row) throws DeliveryException, InterruptedException {
            recorder.finished(Optional.empty(), ask(row, System.nanoTime()).failure());
        }

        /** Asks until nothing is left. */
        void work(Schedule schedule) throws DeliveryException, InterruptedException {
            for (Optional<Schedule.Task> task = schedule.next(); task.isPresent(); task = schedule.next()) {
                measure(task.get());
            }
        }

        private void measure(Schedule.Task task) throws DeliveryException, InterruptedException {
            Asked asked = ask(task.row(), task.due().orElse(Long.MIN_VALUE));
            long from = task.due().orElse(asked.sent());
            boolean isTimed = asked.found().isPresent()
                    || asked.failure().map(RequestFailure::isTimeout).orElse(false);
            Prediction line = new Prediction(
                    task.row().id(),
                    task.row().label(),
                    asked.found().map(Answers.Found::prediction),
                    isTimed
                            ? Optional.of(BigDecimal.valueOf(Math.max(0, asked.ended() - from) / 1000, 3))
                            : Optional.empty(),
                    asked.found().map(Answers.Found::output),
                    asked.failure().map(RequestFailure::getMessage),
                    asked.attempts() > 1 ? OptionalInt.of(asked.attempts()) : OptionalInt.empty(),
                    task.row().slices());
            recorder.finished(
                    Optional.of(new PartialFile.Finished(
                            task.row().index(),
                            (System.nanoTime() - begin) / 1000,
                            task.due().isPresent() ? Math.max(0, asked.sent() - from) / 1000 : 0,
                            Json.compact(line))),
                    asked.failure());
        }

        private Asked ask(EvalRow row, long due) throws DeliveryException, InterruptedException {
            byte[] request = template.request(row);
            long sent = 0;
            for (int attempt = 1; ; attempt++) {
                try {
                    session.prepare(request);
                    sent = attempt == 1 ? sentAt(due) : sent;
                    byte[] answer = session.ask(request);
                    long ended = System.nanoTime();
                    return new Asked(Optional.of(template.answer(answer)), Optional.empty(), attempt, sent, ended);
                } catch (RequestFailure e) {
                    long ended = System.nanoTime();
                    if (!e.isPassing() || attempt > plan.retries()) {
                        return new Asked(Optional.empty(), Optional.of(e), attempt, sent == 0 ? ended : sent, ended);
                    }
                    pause(attempt);
                }
            }
        }

        private static long sentAt(long due) throws InterruptedException {
            long wait = due - System.nanoTime();
            if (due != Long.MIN_VALUE && wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            return System.nanoTime();
        }

        private static void pause(int attempt) throws InterruptedException {
            long millis = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << attempt - 1);
            TimeUnit.MILLISECONDS.sleep(millis);
        }
    }
}
