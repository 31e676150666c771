package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Sends rows one after the other over one session and records how each ended. */
final class Sender {
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
