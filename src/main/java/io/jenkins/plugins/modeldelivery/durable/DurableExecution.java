package io.jenkins.plugins.modeldelivery.durable;

import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step that outlives restarts of the controller. It works piece by piece on a thread of {@link BackgroundWorkers}, and begins a piece
 * only when the state that the one before led to is stored with the build:
 *
 * <pre>
 * store what is meant - act - store what came of it - act - ...
 * </pre>
 *
 * so whenever the controller dies, one piece at most is forgotten, and pieces can be done again. A build that cannot store
 * keeps nothing from being brought to its end that has begun; but then nothing new begins.
 */
@SuppressFBWarnings(
        value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
        justification = "a resumed step has neither ended nor a cause, and all it knew is stored")
public abstract class DurableExecution extends StepExecution {
    private static final long serialVersionUID = 1;

    private volatile String stopReason;
    private volatile String shown = "starting";

    private transient volatile Throwable stopCause;
    private transient volatile boolean ended;
    private transient Run<?, ?> run;
    private transient TaskListener listener;
    private transient BackgroundWorkers.Beat beat;

    @CheckForNull
    private transient Saving stored;

    protected DurableExecution(StepContext context) {
        super(context);
    }

    /** The step's name, for messages. */
    protected abstract String function();

    /** Once in each process, before anything else. */
    protected abstract void open(@NonNull Run<?, ?> build, @NonNull TaskListener log);

    /**
     * Does what is due.
     *
     * @return how long to wait before the next piece
     * @throws DeliveryException the step fails with that line
     */
    @NonNull
    protected abstract Duration work() throws DeliveryException, IOException, InterruptedException;

    /** Whether something may have been changed by now, which is worse to leave than to go on with. */
    protected abstract boolean isUnderWay() throws DeliveryException;

    /** Whether what is due now brings something back, which waits behind nothing else. */
    protected boolean isBringingBack() {
        return false;
    }

    /** The step is over, in whatever way. */
    protected abstract void release();

    /** What is to be known of the moment when it starts. */
    protected void starting() {
        // nothing by default
    }

    /** The step fails with that; what is worth telling of it. */
    protected void refused(@NonNull DeliveryException e) {
        // nothing by default
    }

    @Override
    public final boolean start() {
        starting();
        tell(Duration.ZERO);
        return false;
    }

    @Override
    public final void onResume() {
        tell(Duration.ZERO);
    }

    @Override
    public final void stop(@NonNull Throwable cause) {
        stopCause = cause;
        stopReason = reason(cause);
        tell(Duration.ZERO);
    }

    @Override
    public final String getStatus() {
        return shown;
    }

    /** Why a build is stopped, in one line, for the ledger: "Aborted by ada". */
    private static String reason(Throwable cause) {
        if (cause instanceof FlowInterruptedException interrupted
                && !interrupted.getCauses().isEmpty()) {
            return interrupted.getCauses().stream()
                    .map(CauseOfInterruption::getShortDescription)
                    .collect(Collectors.joining("; "));
        }
        return "the build was aborted";
    }

    protected final void show(String status) {
        shown = status;
    }

    protected final Run<?, ?> run() {
        return run;
    }

    /** Why the step is to be given up; null while it is not. */
    @CheckForNull
    protected final String stopReason() {
        return stopReason;
    }

    /** What an aborted step ends with. */
    @NonNull
    protected final Throwable aborted() {
        Throwable cause = stopCause; // a restart loses it
        return cause == null ? new FlowInterruptedException(Result.ABORTED, true) : cause;
    }

    /** Stores all fields with the build; the next piece waits for that. */
    protected final void store() {
        ListenableFuture<Void> saving = getContext().saveState();
        stored = new Saving(saving);
    }

    /** Ends the step without a word to the build, which is the caller's. */
    protected final void end() {
        ended = true;
        release();
    }

    @NonNull
    protected final Duration end(@NonNull Throwable failure) {
        end();
        getContext().onFailure(failure);
        return Duration.ZERO;
    }

    private synchronized BackgroundWorkers.Beat beat() {
        if (beat == null) {
            beat = new BackgroundWorkers.Beat(this::tick);
        }
        return beat;
    }

    private void tell(Duration delay) {
        beat().in(delay, isBringingBack() ? BackgroundWorkers.Work.BRINGING_BACK : BackgroundWorkers.Work.ORDINARY);
    }

    private void tick() {
        if (ended) {
            return;
        }
        boolean stopKnown = stopReason != null;
        try {
            if (run == null) {
                run = getContext().get(Run.class);
                listener = getContext().get(TaskListener.class);
                open(run, listener);
            }
            if (stored != null && !isStored(stored)) {
                return;
            }
            Duration next = work();
            if (!ended) { // an abort that came meanwhile does not wait for the next look
                goOn(stopKnown, next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Jenkins goes down; the stored state is resumed
        } catch (DeliveryException e) {
            refused(e);
            end(new AbortException(function() + ": " + e.getMessage()));
        } catch (IOException | RuntimeException | Error e) {
            end(e); // the pool's thread would keep it to itself, and the step would never end
        }
    }

    private void goOn(boolean stopKnown, Duration next) {
        Saving waiting = stored;
        if (waiting == null) {
            tell(stopReason != null && !stopKnown ? Duration.ZERO : next);
        } else {
            tell(waiting.left());
            waiting.then(() -> tell(stopReason != null && !stopKnown ? Duration.ZERO : next));
        }
    }

    /** Whether the next piece may begin; otherwise there will be another look. */
    private boolean isStored(Saving waiting) throws DeliveryException, InterruptedException {
        if (waiting.isOpen()) {
            tell(waiting.left());
            return false;
        }
        stored = null;
        try {
            waiting.check();
        } catch (DeliveryException e) {
            if (!isUnderWay()) {
                throw e;
            }
            listener.getLogger().println(e.getMessage() + "; going on");
        }
        return true;
    }

    /** That a build stores its state: whether it has, and for how long that is waited for. */
    private static final class Saving {
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        private final ListenableFuture<Void> saving;
        private final long since = System.nanoTime();

        Saving(ListenableFuture<Void> saving) {
            this.saving = saving;
        }

        /** Whether the answer may still come. */
        boolean isOpen() {
            return !saving.isDone() && left().compareTo(Duration.ZERO) > 0;
        }

        /** For how long it is still waited for. */
        Duration left() {
            return PATIENCE.minusNanos(System.nanoTime() - since);
        }

        /** Runs when there is an answer, perhaps at once; must not wait. */
        void then(Runnable next) {
            saving.addListener(next, Runnable::run);
        }

        /** @throws UnreachableException when the state is not stored */
        void check() throws UnreachableException, InterruptedException {
            if (!saving.isDone()) {
                throw new UnreachableException(
                        "The state of this step was not stored with the build within " + PATIENCE.toSeconds() + " s");
            }
            try {
                saving.get();
            } catch (ExecutionException e) {
                throw new UnreachableException(
                        "The state of this step could not be stored with the build: " + e.getCause(), e);
            }
        }
    }
}
