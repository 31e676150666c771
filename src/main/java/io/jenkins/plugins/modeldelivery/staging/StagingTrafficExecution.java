package io.jenkins.plugins.modeldelivery.staging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.durable.Interruption;
import io.jenkins.plugins.modeldelivery.durable.Patience;
import io.jenkins.plugins.modeldelivery.durable.Unexpected;
import io.jenkins.plugins.modeldelivery.durable.Workers;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.GateReport;
import io.jenkins.plugins.modeldelivery.traffic.GateState;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGate;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Drives the engine's traffic gate to its end, a step at a time on a thread of {@link Workers}:
 *
 * <pre>
 * no state -> PREFLIGHT -> SHIFTED -> OBSERVING -> RESTORED -> JUDGED
 * </pre>
 *
 * Stored with the build are the engine's own state, which a restart steps again, and the environment as it was. Whatever goes
 * wrong puts the route back before the step ends; a lease that cannot be put back in time is left to {@link LeaseSweeper}.
 */
@SuppressFBWarnings(
        value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
        justification = "a resumed step has neither ended nor a cause")
public final class StagingTrafficExecution extends StepExecution {
    private static final long serialVersionUID = 1;

    private final TrafficPlace place;
    private final TrafficPlan plan;
    private final TrafficMetrics metrics;
    private final TrafficOutcome outcome;
    private volatile String state;
    private volatile String stopReason;
    private volatile String shown = "starting";
    private String failure;

    private transient volatile Throwable stopCause;
    private transient volatile boolean ended;
    private transient Run<?, ?> run;
    private transient TrafficNarrator narrator;
    private transient TrafficSession session;
    private transient TrafficGate gate;
    private transient Workers.Beat beat;

    public StagingTrafficExecution(
            StepContext context,
            TrafficPlace place,
            TrafficPlan plan,
            @CheckForNull TrafficMetrics metrics,
            TrafficOutcome outcome) {
        super(context);
        this.place = place;
        this.plan = plan;
        this.metrics = metrics;
        this.outcome = outcome;
    }

    @Override
    public boolean start() {
        beat().in(Duration.ZERO);
        return false;
    }

    @Override
    public void onResume() {
        beat().in(Duration.ZERO);
    }

    @Override
    public void stop(@NonNull Throwable cause) {
        stopCause = cause;
        stopReason = Interruption.reason(cause);
        beat().in(Duration.ZERO);
    }

    @Override
    public String getStatus() {
        return shown;
    }

    private synchronized Workers.Beat beat() {
        if (beat == null) {
            beat = new Workers.Beat(this::tick);
        }
        return beat;
    }

    private void tick() {
        if (ended) {
            return;
        }
        boolean stopKnown = stopReason != null;
        try {
            if (run == null) {
                run = getContext().get(Run.class);
                narrator = new TrafficNarrator(run, getContext().get(TaskListener.class));
            }
            Duration next = state == null ? begin() : proceed(GateState.parse(state));
            if (!ended) { // an abort that came meanwhile does not wait for the next look
                beat().in(stopReason != null && !stopKnown ? Duration.ZERO : next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Jenkins goes down; the stored state is resumed
        } catch (DeliveryException e) {
            end(new AbortException("stagingTrafficGate: " + e.getMessage()));
        } catch (IOException | RuntimeException | Error e) {
            end(e);
        }
    }

    /** Finds out where and what, and fixes the lease's id. Changes nothing. */
    private Duration begin() throws DeliveryException, IOException, InterruptedException {
        if (stopReason != null) {
            return end(Interruption.orAborted(stopCause));
        }
        TrafficPlan.requireMetrics(metrics);
        place.find(plan, run, getContext());
        Optional<String> digest = outcome.check(session().ledger());
        if (digest.isPresent()) {
            session().requireCandidate(digest.get());
        }
        gate(); // what makes no sense is refused before anything is begun
        GateState first = GateState.begin(UUID.randomUUID().toString());
        if (session().leases().isPresent()) {
            place.remember(first.lease(), run);
        }
        store(first);
        return Duration.ZERO;
    }

    private Duration proceed(GateState now) throws DeliveryException, IOException, InterruptedException {
        if (failure == null && stopReason == null) {
            try {
                Optional<Duration> wait = gate().step(now);
                narrator.allIsWell();
                store(now);
                return wait.isPresent() ? wait.get() : conclude(gate().report(now));
            } catch (DeliveryException | RuntimeException | Error e) {
                failure = Unexpected.line(e, run);
                store(now);
            }
        }
        return unwind(now);
    }

    /** Something else than a verdict ends this; first the route goes back. */
    private Duration unwind(GateState now) throws DeliveryException, IOException, InterruptedException {
        if (now.until().isEmpty()) {
            return end(cause()); // nothing was changed yet
        }
        String trouble = null;
        try {
            gate().stop(now, stopReason == null ? failure : stopReason);
            if (now.phase().compareTo(GateState.Phase.RESTORED) < 0) {
                trouble = gate().report(now).reasons().get(0); // held back: production itself is down
            }
            store(now);
        } catch (DeliveryException e) {
            trouble = e.getMessage();
        }
        if (trouble != null) {
            shown = "putting the route back";
            close(); // next time with credentials as they are then
            return narrator.notBack(trouble, now);
        }
        narrator.restored(gate().report(now));
        return end(cause());
    }

    private Throwable cause() {
        return stopReason == null
                ? new AbortException("stagingTrafficGate: " + failure)
                : Interruption.orAborted(stopCause);
    }

    private Duration conclude(GateReport report) throws DeliveryException, IOException, InterruptedException {
        ObjectNode document = report.toJson();
        outcome.sign(document);
        String recorded;
        try {
            recorded = outcome.record(document, session().ledger(), run);
        } catch (UnreachableException e) {
            shown = "recording the evidence";
            close();
            return narrator.retry("The evidence could not be recorded: " + e.getMessage(), Patience.BEFORE_CHANGES, "");
        }
        narrator.conclude(report, document, recorded);
        ended = true;
        close();
        outcome.take(document, run, getContext());
        return Duration.ZERO;
    }

    private void store(GateState now) throws DeliveryException {
        boolean moved = state == null || GateState.parse(state).phase() != now.phase();
        shown = TrafficNarrator.phase(now);
        state = now.text();
        getContext().saveState();
        if (gate != null) {
            narrator.tell(now, gate.report(now), moved);
        }
    }

    private Duration end(Throwable cause) {
        ended = true;
        if (narrator != null) {
            narrator.end();
        }
        close();
        getContext().onFailure(cause);
        return Duration.ZERO;
    }

    private TrafficSession session() throws DeliveryException {
        if (session == null) {
            session = place.open(plan, run);
        }
        return session;
    }

    private TrafficGate gate() throws DeliveryException {
        if (gate == null) {
            gate = session().gate(plan, metrics, run, place.node(), getContext());
        }
        return gate;
    }

    private void close() {
        gate = null;
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
