package io.jenkins.plugins.modeldelivery.rollback;

import hudson.model.Job;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.DirectRollback;
import io.jenkins.plugins.modeldelivery.models.LedgerViews;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import jenkins.model.Jenkins;

/** One rollback as it runs: writes the log, keeps each state of the engine in the record, and in the end how it went. */
final class RollbackRun implements DirectRollback.Host {
    private final RollbackRecord record;
    private final RollbackFiles files;
    private final Runnable whenOver;
    private final TaskListener listener;
    private final DirectRollback course;

    /**
     * Prepares it; nothing runs before {@link #start}.
     *
     * @param page path of its page below the job's
     * @param whenOver called once, when the log has been closed
     */
    RollbackRun(Job<?, ?> job, String page, RollbackRecord record, RollbackFiles files, Runnable whenOver)
            throws IOException, BadInputException {
        this.record = record;
        this.files = files;
        this.whenOver = whenOver;
        String kept = record.delivery();
        Delivery state = kept == null ? null : Delivery.parse(kept);
        Optional<String> url = Optional.ofNullable(Jenkins.get().getRootUrl()).map(root -> root + job.getUrl() + page);
        Actor actor = new Actor(record.user, job.getFullName() + "/" + RollbackAction.URL, url);
        RollbackRequest request = new RollbackRequest(record.model, record.version, record.reason, actor);
        listener = files.listener();
        listener.getLogger()
                .println((state == null ? "Rollback of " : "Resuming the rollback of ") + record.model + " in "
                        + record.environment.getName() + " to " + record.version + " for " + record.user + ": "
                        + record.reason);
        course = new DirectRollback(job, record.environment, request, state, listener, this);
    }

    /** Begins, or goes on from the last state; with giving up, if that was asked for before. */
    void start() {
        if (record.isStopping()) {
            stop();
        }
        course.start();
    }

    /** Lets the engine give up, as the record says who wanted it. */
    void stop() {
        String why = record.stopReason();
        listener.getLogger().println(why);
        course.stop(why);
    }

    @Override
    public void keep(String state) {
        record.delivery(state);
        try {
            files.write(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void ended(Delivery end) {
        boolean well = end.verdict() == Verdict.PASS;
        finish(
                well ? RollbackRecord.State.DONE : RollbackRecord.State.FAILED,
                end.outcome().name(),
                String.join("; ", end.reasons()));
    }

    @Override
    public void failed(String why) {
        finish(RollbackRecord.State.FAILED, "", why);
    }

    private void finish(RollbackRecord.State last, String outcome, String line) {
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
