package io.jenkins.plugins.modeldelivery.staging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.durable.DurableExecution;
import io.jenkins.plugins.modeldelivery.durable.Patience;
import io.jenkins.plugins.modeldelivery.durable.Unexpected;
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

/**
 * Drives the engine's traffic gate to its end, a step at a time:
 *
 * <pre>
 * no state -> PREFLIGHT -> SHIFTED -> OBSERVING -> RESTORED -> JUDGED
 * </pre>
 *
 * Stored with the build are the engine's own state, which a restart steps again, and the environment as it was. Whatever goes
 * wrong puts the route back before the step ends; a lease that cannot be put back in time is left to {@link LeaseSweeper}.
 */
public final class StagingTrafficExecution extends DurableExecution {
    private static final long serialVersionUID = 1;

    private final TrafficPlace place;
    private final TrafficPlan plan;
    private final TrafficMetrics metrics;
    private final TrafficOutcome outcome;
    private volatile String state;
    private String failure;

    private transient TrafficNarrator narrator;
    private transient TrafficSession session;
    private transient TrafficGate gate;

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
    protected String function() {
        return "stagingTrafficGate";
    }

    @Override
    protected void open(@NonNull Run<?, ?> build, @NonNull TaskListener log) {
        narrator = new TrafficNarrator(build, log);
    }

    @NonNull
    @Override
    protected Duration work() throws DeliveryException, IOException, InterruptedException {
        return state == null ? begin() : proceed(GateState.parse(state));
    }

    @Override
    protected boolean isUnderWay() throws DeliveryException {
        boolean ending = failure != null || stopReason() != null; // what comes next puts back, and splits nothing
        return ending || state != null && GateState.parse(state).phase() != GateState.Phase.PREFLIGHT;
    }

    @Override
    protected void release() {
        if (narrator != null) {
            narrator.end();
        }
        close();
    }

    /** Finds out where and what, and fixes the lease's id. Changes nothing. */
    private Duration begin() throws DeliveryException, IOException, InterruptedException {
        if (stopReason() != null) {
            return end(aborted());
        }
        TrafficPlan.requireMetrics(metrics);
        place.find(plan, run(), getContext());
        Optional<String> digest = outcome.check(session().ledger());
        if (digest.isPresent()) {
            session().requireCandidate(digest.get());
        }
        gate(); // what makes no sense is refused before anything is begun
        GateState first = GateState.begin(UUID.randomUUID().toString());
        if (session().leases().isPresent()) {
            place.remember(first.lease(), run());
        }
        store(first);
        return Duration.ZERO;
    }

    private Duration proceed(GateState now) throws DeliveryException, IOException, InterruptedException {
        if (failure == null && stopReason() == null) {
            try {
                Optional<Duration> wait = gate().step(now);
                narrator.allIsWell();
                store(now);
                return wait.isPresent() ? wait.get() : conclude(gate().report(now));
            } catch (DeliveryException | RuntimeException | Error e) {
                failure = Unexpected.line(e, run());
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
            String stop = stopReason();
            gate().stop(now, stop == null ? failure : stop);
            if (now.phase().compareTo(GateState.Phase.RESTORED) < 0) {
                trouble = gate().report(now).reasons().get(0); // held back: production itself is down
            }
            store(now);
        } catch (DeliveryException e) {
            trouble = e.getMessage();
        }
        if (trouble != null) {
            show("putting the route back");
            close(); // next time with credentials as they are then
            return narrator.notBack(trouble, now);
        }
        narrator.restored(gate().report(now));
        return end(cause());
    }

    private Throwable cause() {
        return stopReason() == null ? new AbortException(function() + ": " + failure) : aborted();
    }

    private Duration conclude(GateReport report) throws DeliveryException, IOException, InterruptedException {
        ObjectNode document = report.toJson();
        outcome.sign(document);
        String recorded;
        try {
            recorded = outcome.record(document, session().ledger(), run());
        } catch (UnreachableException e) {
            show("recording the evidence");
            close();
            return narrator.retry("The evidence could not be recorded: " + e.getMessage(), Patience.BEFORE_CHANGES, "");
        }
        narrator.conclude(report, document, recorded);
        end();
        outcome.take(document, run(), getContext());
        return Duration.ZERO;
    }

    private void store(GateState now) throws DeliveryException {
        boolean moved = state == null || GateState.parse(state).phase() != now.phase();
        show(TrafficNarrator.phase(now));
        state = now.text();
        store();
        if (gate != null) {
            narrator.tell(now, gate.report(now), moved);
        }
    }

    private TrafficSession session() throws DeliveryException {
        if (session == null) {
            session = place.open(plan, run());
        }
        return session;
    }

    private TrafficGate gate() throws DeliveryException {
        if (gate == null) {
            gate = session().gate(plan, metrics, run(), place.node(), getContext());
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
