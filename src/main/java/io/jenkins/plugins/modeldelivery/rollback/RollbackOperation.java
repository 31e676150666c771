package io.jenkins.plugins.modeldelivery.rollback;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.XmlFile;
import hudson.console.AnnotatedLargeText;
import hudson.model.Items;
import hudson.model.Job;
import hudson.model.StreamBuildListener;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.delivery.DirectRollback;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.history.LedgerViews;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import io.jenkins.plugins.modeldelivery.report.Figures;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * One rollback that was asked for on the page: its record, its log, and its page. Goes on while nobody looks; a restart of
 * the controller interrupts it, and it can be taken up again.
 */
@Restricted(NoExternalUse.class)
public final class RollbackOperation implements DirectRollback.Host {
    private final Job<?, ?> job;
    private final String id;
    private final Path folder;
    private final RollbackRecord record;
    private TaskListener listener;

    /** Whether the log will grow no more: only after the listener is closed. */
    private volatile boolean idle;

    /** @param idle whether nothing of it runs here */
    RollbackOperation(Job<?, ?> job, String id, Path folder, RollbackRecord record, boolean idle) {
        this.job = job;
        this.id = id;
        this.folder = folder;
        this.record = record;
        this.idle = idle;
    }

    /** One that ran earlier. */
    static RollbackOperation load(Job<?, ?> job, String id, Path folder) throws IOException {
        return new RollbackOperation(
                job, id, folder, (RollbackRecord) file(folder).read(), true);
    }

    private static XmlFile file(Path folder) {
        return new XmlFile(Items.XSTREAM2, new File(folder.toFile(), "record.xml"));
    }

    synchronized void save() throws IOException {
        Files.createDirectories(folder);
        file(folder).write(record);
    }

    private Path log() {
        return folder.resolve("log");
    }

    /** Begins, or goes on from the last state. */
    void run() throws IOException, BadInputException {
        String kept = record.delivery();
        Delivery state = kept == null ? null : Delivery.parse(kept);
        listener = new StreamBuildListener(
                Files.newOutputStream(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                StandardCharsets.UTF_8);
        listener.getLogger()
                .println((state == null ? "Rollback of " : "Resuming the rollback of ") + record.model + " in "
                        + getEnvironment() + " to " + record.version + " for " + record.user + ": " + record.reason);
        Optional<String> url = Optional.ofNullable(Jenkins.get().getRootUrl())
                .map(root -> root + job.getUrl() + RollbackAction.URL + "/operation/" + id + "/");
        Actor actor = new Actor(record.user, job.getFullName() + "/" + RollbackAction.URL, url);
        RollbackRequest request = new RollbackRequest(record.model, record.version, record.reason, actor);
        new DirectRollback(job, record.environment, request, state, listener, this).start();
    }

    /** Takes it up where it was interrupted. */
    @RequirePOST
    public HttpResponse doResume() throws IOException {
        job.checkPermission(ModelDeliveryPermissions.ROLLBACK);
        if (!isResumable()) {
            return HttpResponses.errorWithoutStack(409, Messages.RollbackOperation_NotResumable());
        }
        Optional<String> refusal = RollbackOperations.get().resume(this);
        return refusal.<HttpResponse>map(line -> HttpResponses.errorWithoutStack(409, line))
                .orElseGet(() -> HttpResponses.redirectTo("."));
    }

    synchronized void resumed() {
        idle = false;
        record.resumed();
    }

    @Override
    public synchronized void keep(String state) {
        record.delivery(state);
        try {
            save();
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
            synchronized (this) {
                record.end(last, outcome, line, Instant.now());
                save();
            }
        } catch (IOException e) {
            listener.error("The record of this rollback could not be written: " + e.getMessage());
        } finally {
            LedgerViews.get().forget(record.model);
            RollbackOperations.get().release(this);
            listener.getLogger().close();
            idle = true;
        }
    }

    String key() {
        return key(record.model, getEnvironment());
    }

    /** What at most one rollback at a time may be about. */
    static String key(String model, String environment) {
        return model + "/" + environment;
    }

    /** The job; called {@code object} because core's layout for pages of a job asks for that. */
    public Job<?, ?> getObject() {
        return job;
    }

    public String getId() {
        return id;
    }

    @NonNull
    public String getDisplayName() {
        return Messages.RollbackOperation_DisplayName(record.model, getEnvironment(), record.version);
    }

    public String getModel() {
        return record.model;
    }

    @NonNull
    public String getEnvironment() {
        return String.valueOf(record.environment.getName());
    }

    public String getVersion() {
        return record.version;
    }

    /** What served when it was asked for. */
    public String getFrom() {
        return record.from;
    }

    public String getUser() {
        return record.user;
    }

    public String getReason() {
        return record.reason;
    }

    @NonNull
    public String getBegun() {
        return Figures.time(Instant.ofEpochMilli(record.begun));
    }

    /** {@code RUNNING}, {@code INTERRUPTED}, or how it ended: {@code ROLLED_BACK}, {@code REVERTED}, {@code FAILED}, ... */
    @NonNull
    public synchronized String getState() {
        return record.shown(idle);
    }

    public boolean isRunning() {
        return !idle;
    }

    /** Whether it was cut off, or gave up on a service, before it came to an end. */
    public synchronized boolean isResumable() {
        return idle && record.isResumable();
    }

    /** Why it did not go well; empty when it did, or is not over. */
    @NonNull
    public synchronized String getMessage() {
        return record.message();
    }

    /** The state as a style class. */
    @NonNull
    public synchronized String getTone() {
        return record.tone();
    }

    /** {@code logText/progressiveHtml}; who reaches this may roll back. */
    @NonNull
    public AnnotatedLargeText<RollbackOperation> getLogText() {
        return new AnnotatedLargeText<>(log().toFile(), StandardCharsets.UTF_8, idle, this);
    }
}
