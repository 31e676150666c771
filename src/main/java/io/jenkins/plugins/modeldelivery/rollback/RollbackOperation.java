package io.jenkins.plugins.modeldelivery.rollback;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.console.AnnotatedLargeText;
import hudson.model.Api;
import hudson.model.Job;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import io.jenkins.plugins.modeldelivery.report.Figures;
import io.jenkins.plugins.modeldelivery.report.JsonDocumentResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;

/**
 * One rollback that was asked for on the page: its page, with its log. Goes on while nobody looks, can be stopped; a restart
 * of the controller interrupts it, and it can be taken up again.
 */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class RollbackOperation {
    private static final int CONFLICT = 409;

    private final Job<?, ?> job;
    private final String id;
    private final RollbackRecord.Folder files;
    private final RollbackRecord record;

    /** What can be stopped of it; null when nothing can. */
    @CheckForNull
    private volatile RollbackRun run;

    RollbackOperation(Job<?, ?> job, String id, Path folder, RollbackRecord record) {
        this(job, id, new RollbackRecord.Folder(folder), record);
    }

    private RollbackOperation(Job<?, ?> job, String id, RollbackRecord.Folder files, RollbackRecord record) {
        this.job = job;
        this.id = id;
        this.files = files;
        this.record = record;
    }

    /** One that ran earlier. */
    static RollbackOperation load(Job<?, ?> job, String id, Path folder) throws IOException {
        return new RollbackOperation(job, id, folder, new RollbackRecord.Folder(folder).read());
    }

    /** The same as it is kept now. */
    RollbackOperation reloaded() throws IOException {
        return new RollbackOperation(job, id, files, files.read());
    }

    /** Begins, or goes on from the last state. */
    void run(Runnable whenOver) throws IOException, BadInputException {
        record.resumed();
        files.write(record);
        String kept = record.delivery();
        Delivery state = kept == null ? null : Delivery.parse(kept);
        Optional<String> url = Optional.ofNullable(Jenkins.get().getRootUrl())
                .map(root -> root + job.getUrl() + RollbackAction.URL + "/operation/" + id + "/");
        Actor actor = new Actor(record.user, job.getFullName() + "/" + RollbackAction.URL, url);
        RollbackRequest request = new RollbackRequest(record.model, record.version, record.reason, actor);
        RollbackRun begun = new RollbackRun(job, record, files, request, state, files.listener(), () -> {
            whenOver.run();
            run = null;
        });
        run = begun;
        begun.start();
    }

    /** Takes it up where it was interrupted. */
    @RequirePOST
    public HttpResponse doResume() throws IOException {
        job.checkPermission(ModelDeliveryPermissions.ROLLBACK);
        if (!isResumable()) {
            return HttpResponses.errorWithoutStack(CONFLICT, Messages.RollbackOperation_NotResumable());
        }
        Optional<String> refusal = RollbackOperations.get().resume(this);
        return refusal.<HttpResponse>map(line -> HttpResponses.errorWithoutStack(CONFLICT, line))
                .orElseGet(() -> HttpResponses.redirectTo("."));
    }

    /** Gives it up: what was changed is brought back, and watched; the page tells when that is done and how it went. */
    @RequirePOST
    public HttpResponse doStop() throws IOException {
        job.checkPermission(ModelDeliveryPermissions.ROLLBACK);
        RollbackRun running = run;
        if (running == null) {
            return HttpResponses.errorWithoutStack(CONFLICT, Messages.RollbackOperation_NotRunning());
        }
        if (record.stop(RollbackAction.user())) {
            files.write(record); // so that it is not forgotten by a restart
            running.stop();
        }
        return HttpResponses.redirectTo(".");
    }

    /** {@code .../state}: whether there is anything new, for a page that is shown while it runs. */
    @GET
    @WebMethod(name = "state")
    public HttpResponse doState() {
        job.checkPermission(ModelDeliveryPermissions.ROLLBACK);
        return JsonDocumentResponse.changing(
                Json.document("rollback-state").put("news", getNews()).put("building", isRunning()));
    }

    /** Another text whenever the page would show something else. */
    @NonNull
    public String getNews() {
        return getState() + " " + getMessage();
    }

    /** Makes {@code .../api/json} work. */
    public Api getApi() {
        job.checkPermission(ModelDeliveryPermissions.ROLLBACK);
        return new Api(this);
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

    @Exported
    public String getId() {
        return id;
    }

    @NonNull
    public String getDisplayName() {
        return Messages.RollbackOperation_DisplayName(record.model, getEnvironment(), record.version);
    }

    @Exported
    public String getModel() {
        return record.model;
    }

    @NonNull
    @Exported
    public String getEnvironment() {
        return String.valueOf(record.environment.getName());
    }

    @Exported
    public String getVersion() {
        return record.version;
    }

    /** What served when it was asked for. */
    @Exported
    public String getFrom() {
        return record.from;
    }

    @Exported
    public String getUser() {
        return record.user;
    }

    @Exported
    public String getReason() {
        return record.reason;
    }

    @NonNull
    public String getBegun() {
        return Figures.time(Instant.ofEpochMilli(record.begun));
    }

    /** When it was asked for, in milliseconds since 1970. */
    @Exported
    public long getTimestamp() {
        return record.begun;
    }

    /** When it ended, in milliseconds since 1970; 0 while it has not. */
    @Exported
    public long getEnded() {
        return isRunning() ? 0 : record.ended();
    }

    /**
     * {@code RUNNING}, {@code STOPPING}, {@code INTERRUPTED}, or how it ended: {@code ROLLED_BACK}, {@code REVERTED}, {@code
     * FAILED}, ...
     */
    @NonNull
    @Exported
    public String getState() {
        return record.shown(!isRunning());
    }

    @Exported
    public boolean isRunning() {
        return RollbackOperations.get().isRunning(this);
    }

    /** Whether it runs and nobody has stopped it yet. */
    public boolean isStoppable() {
        return isRunning() && !record.isStopping();
    }

    /** Whether somebody had stopped it before it was cut off. */
    public boolean isStopping() {
        return record.isStopping();
    }

    /** Whether it was cut off, or gave up on a service, before it came to an end. */
    @Exported
    public boolean isResumable() {
        return !isRunning() && record.isResumable();
    }

    /** Why it did not go well, or what a stop came to; empty when there is nothing to say. */
    @NonNull
    @Exported
    public String getMessage() {
        return record.message(!isRunning());
    }

    /** The state as a style class. */
    @NonNull
    public String getTone() {
        return record.tone(!isRunning());
    }

    /** {@code logText/progressiveHtml}; who reaches this may roll back. */
    @NonNull
    public AnnotatedLargeText<RollbackOperation> getLogText() {
        return new AnnotatedLargeText<>(files.log(), StandardCharsets.UTF_8, !isRunning(), this);
    }
}
