package io.jenkins.plugins.modeldelivery.rollback;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.durable.BackgroundWorkers;
import io.jenkins.plugins.modeldelivery.durable.UnexpectedFailure;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.Agent;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.DeliveryHost;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.models.LedgerViews;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DeliveryEvents;
import io.jenkins.plugins.modeldelivery.promotion.DeliverySession;
import io.jenkins.plugins.modeldelivery.promotion.Driver;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;

/**
 * A rollback that a person asked for without a build, as it runs: driven as that of {@code rollbackModel}, each state kept in its
 * record, its log written, and in the end how it went. Runs on the threads of {@link BackgroundWorkers}; a restart of the
 * controller ends it without a word, and the last kept state is given to the next one.
 */
final class RollbackRun extends DeliveryHost {
    private final Job<?, ?> job;
    private final RollbackRecord record;
    private final RollbackRecord.Folder files;
    private final RollbackRequest request;
    private final Runnable whenOver;
    private final TaskListener listener;
    private final Driver driver;
    private final BackgroundWorkers.Beat beat = new BackgroundWorkers.Beat(this::tick);

    @CheckForNull
    private volatile String stop;

    private boolean stopTold;
    private boolean ended;

    /**
     * Prepares it; nothing runs before {@link #start}.
     *
     * @param job whose credentials are used
     * @param record with the environment as it was when the rollback was asked for
     * @param state that was kept last, null to begin
     * @param whenOver called once, when the log has been closed
     */
    RollbackRun(
            Job<?, ?> job,
            RollbackRecord record,
            RollbackRecord.Folder files,
            RollbackRequest request,
            @CheckForNull Delivery state,
            TaskListener listener,
            Runnable whenOver) {
        super(listener, String.valueOf(record.environment.getName()), record.model);
        this.job = job;
        this.record = record;
        this.files = files;
        this.request = request;
        this.listener = listener;
        this.whenOver = whenOver;
        listener.getLogger()
                .println((state == null ? "Rollback of " : "Resuming the rollback of ") + record.model + " in "
                        + record.environment.getName() + " to " + record.version + " for " + record.user + ": "
                        + record.reason);
        driver = driver(record.environment, state);
    }

    /** An environment that is reached from agents only says their label. */
    @Override
    public DeliverySession open() throws DeliveryException {
        boolean fromAgent = record.environment.isFromAgent();
        String node = fromAgent ? Agent.online(record.environment.agents()) : null;
        return open(record.environment, CredentialSource.of(job), null, node);
    }

    /** Saves the state at once; it may be needed by another process. */
    @Override
    public void keep(Delivery now, boolean moved) {
        if (!moved) {
            return;
        }
        record.delivery(Json.compact(now.toJson()));
        try {
            files.write(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins, or goes on from the kept state; with giving up, if that was asked for before. */
    void start() {
        if (record.isStopping()) {
            stop();
        }
        beat.in(Duration.ZERO, BackgroundWorkers.Work.BRINGING_BACK);
    }

    /**
     * Gives up, as the record says who wanted it: what was changed is brought back and watched, as when a build is aborted; what
     * was not stays as it is. Never waits.
     */
    void stop() {
        String why = record.stopReason();
        listener.getLogger().println(why);
        stop = why;
        beat.in(Duration.ZERO, BackgroundWorkers.Work.BRINGING_BACK);
    }

    private void tick() {
        if (ended) {
            return;
        }
        boolean toldBefore = stopTold;
        try {
            Duration next = step();
            // a stop that came meanwhile does not wait for the next look
            beat.in(stop != null && !toldBefore ? Duration.ZERO : next, BackgroundWorkers.Work.BRINGING_BACK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Jenkins goes down; the kept state is resumed
        } catch (DeliveryException e) {
            fail(e.getMessage());
        } catch (RuntimeException | Error e) { // the pool's thread would keep it to itself
            if (Thread.currentThread().isInterrupted()) {
                return; // Jenkins goes down, and what was being kept was cut off
            }
            fail(UnexpectedFailure.line(e, "a rollback of " + request.model()));
        }
    }

    private Duration step() throws DeliveryException, InterruptedException {
        Delivery now = driver.state();
        String why = stop;
        stopTold = why != null;
        if (now == null && why != null) {
            fail(why + "; nothing was changed");
        } else if (now == null) {
            driver.begin(driver.session().promotion().prepare(request));
        } else if (!now.isDone()) {
            return driver.proceed(why);
        } else {
            listener.getLogger().print(now.toText());
            DeliveryEvents.of(now, Instant.now()).forEach(event -> Notifications.fire(null, event));
            boolean well = now.verdict() == Verdict.PASS;
            end(
                    well ? RollbackRecord.State.DONE : RollbackRecord.State.FAILED,
                    now.outcome().name(),
                    String.join("; ", now.reasons()));
        }
        return Duration.ZERO;
    }

    private void fail(String why) {
        log(why);
        end(RollbackRecord.State.FAILED, "", why);
    }

    private void end(RollbackRecord.State last, String outcome, String line) {
        ended = true;
        driver.close();
        try {
            record.end(last, outcome, line, Instant.now());
            files.write(record);
        } catch (IOException e) {
            listener.error("The record of this rollback could not be written: " + e.getMessage());
        } finally {
            LedgerViews.get().forget(record.model);
            listener.getLogger().close();
            whenOver.run();
        }
    }
}
