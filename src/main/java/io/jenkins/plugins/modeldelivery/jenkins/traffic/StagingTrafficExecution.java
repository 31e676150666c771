package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.durable.DurableExecution;
import io.jenkins.plugins.modeldelivery.durable.OutagePatience;
import io.jenkins.plugins.modeldelivery.durable.UnexpectedFailure;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGate;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateReport;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState;
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

    private transient TrafficGateLog gateLog;
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
        gateLog = new TrafficGateLog(build, log);
    }

    @NonNull
    @Override
    protected Duration work() throws DeliveryException, IOException, InterruptedException {
        return state == null ? begin() : proceed(TrafficGateState.parse(state));
    }

    @Override
    protected boolean isUnderWay() throws DeliveryException {
        boolean ending = failure != null || stopReason() != null; // what comes next puts back, and splits nothing
        return ending || state != null && TrafficGateState.parse(state).phase() != TrafficGateState.Phase.PREFLIGHT;
    }

    @Override
    protected void release() {
        if (gateLog != null) {
            gateLog.end();
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
        TrafficGateState first = TrafficGateState.begin(UUID.randomUUID().toString());
        if (session().leases().isPresent()) {
            place.remember(first.lease(), run());
        }
        store(first);
        return Duration.ZERO;
    }

    private Duration proceed(TrafficGateState now) throws DeliveryException, IOException, InterruptedException {
        TrafficGateState last = now;
        if (failure == null && stopReason() == null) {
            try {
                TrafficGate.Step step = gate().step(now);
                last = step.state();
                gateLog.allIsWell();
                store(last);
                return step.pause().isPresent() ? step.pause().get() : conclude(gate().report(last));
            } catch (DeliveryException | RuntimeException | Error e) {
                failure = UnexpectedFailure.line(e, run());
                store(last);
            }
        }
        return unwind(last);
    }

    /** Something else than a verdict ends this; first the route goes back. */
    private Duration unwind(TrafficGateState now) throws DeliveryException, IOException, InterruptedException {
        if (now.until().isEmpty()) {
            return end(cause()); // nothing was changed yet
        }
        String trouble = null;
        TrafficGateState last = now;
        try {
            String stop = stopReason();
            last = gate().stop(now, stop == null ? failure : stop);
            if (last.phase().compareTo(TrafficGateState.Phase.RESTORED) < 0) {
                trouble = gate().report(last).reasons().get(0); // held back: production itself is down
            }
            store(last);
        } catch (DeliveryException e) {
            trouble = e.getMessage();
        }
        if (trouble != null) {
            show("putting the route back");
            close(); // next time with credentials as they are then
            return gateLog.notBack(trouble, last);
        }
        gateLog.restored(gate().report(last));
        return end(cause());
    }

    private Throwable cause() {
        return stopReason() == null ? new AbortException(function() + ": " + failure) : aborted();
    }

    private Duration conclude(TrafficGateReport report) throws DeliveryException, IOException, InterruptedException {
        ObjectNode document = report.toJson();
        outcome.sign(document);
        String recorded;
        try {
            recorded = outcome.record(document, session().ledger(), run());
        } catch (UnreachableException e) {
            show("recording the evidence");
            close();
            return gateLog.retry(
                    "The evidence could not be recorded: " + e.getMessage(), OutagePatience.BEFORE_CHANGES, "");
        }
        gateLog.conclude(report, document, recorded);
        end();
        outcome.take(document, run(), getContext());
        return Duration.ZERO;
    }

    private void store(TrafficGateState now) throws DeliveryException {
        boolean moved = state == null || TrafficGateState.parse(state).phase() != now.phase();
        show(TrafficGateLog.phase(now));
        state = now.text();
        store();
        if (gate != null) {
            gateLog.tell(now, gate.report(now), moved);
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
