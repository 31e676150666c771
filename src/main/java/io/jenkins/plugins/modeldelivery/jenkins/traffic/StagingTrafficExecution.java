package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.durable.DurableExecution;
import io.jenkins.plugins.modeldelivery.durable.UnexpectedFailure;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.OutagePatience;
import io.jenkins.plugins.modeldelivery.io.SteadyClock;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.notification.GateEvents;
import io.jenkins.plugins.modeldelivery.recording.ReportHead;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.report.LiveReports;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGate;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateReport;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
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

    /** Whether the test is ended early and its route goes back, once this process has seen that. */
    @SuppressFBWarnings(
            value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
            justification = "false until this process has seen it, also after a restart")
    private transient volatile boolean isAborted;

    private transient GateLog gateLog;
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
        gateLog = new GateLog(build, log);
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
    protected boolean isBringingBack() {
        return failure != null || stopReason() != null || isAborted;
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
            FlowNode node = getContext().get(FlowNode.class);
            recorded = outcome.record(document, session().ledger(), run(), node == null ? null : node.getId());
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
        show(GateLog.phase(now));
        state = now.text();
        isAborted = now.abort().isPresent();
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

    /** Tells the build's log and its page how a traffic gate stands, each thing once. */
    private static final class GateLog {
        private static final String FUNCTION = "stagingTrafficGate";
        private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
        private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);

        private final Run<?, ?> run;
        private final TaskListener listener;
        private final OutagePatience patience = new OutagePatience(SteadyClock.start(), this::log);

        private Instant lastLine = Instant.EPOCH;
        private String toldHeld = "";

        @CheckForNull
        private String shownAs;

        GateLog(Run<?, ?> run, TaskListener listener) {
            this.run = run;
            this.listener = listener;
        }

        static String phase(TrafficGateState state) {
            return state.phase().name().toLowerCase(Locale.ROOT);
        }

        void log(String line) {
            listener.getLogger().println("[traffic] " + line);
        }

        /** Shows how things stand; a line for the log in each new phase, and of the looks not more than anybody reads. */
        void tell(TrafficGateState state, TrafficGateReport report, boolean moved) {
            shownAs = state.lease();
            LiveReports.get().show(run, state.lease(), FUNCTION, report.toJson());
            if (moved) {
                log(phase(state));
            } else if (state.phase().compareTo(TrafficGateState.Phase.RESTORED) < 0) {
                String held = state.restore().orElse("");
                if (!held.isEmpty() && !held.equals(toldHeld)) {
                    toldHeld = held;
                    log(held);
                }
                Optional<TrafficGateState.Point> look = state.lastLook();
                if (look.isPresent() && !Instant.now().isBefore(lastLine.plus(BETWEEN_LINES))) {
                    lastLine = Instant.now();
                    log(phase(state) + ": " + line(look.get()));
                }
            }
        }

        /** Requests, failures and p95 of both sides in one line. */
        private static String line(TrafficGateState.Point look) {
            OptionalDouble ratio = look.p95().ratio();
            return "candidate " + side(look.requests().candidate()) + ", production "
                    + side(look.requests().production())
                    + (ratio.isPresent() ? String.format(Locale.ROOT, ", p95 x %.2f", ratio.getAsDouble()) : "");
        }

        private static String side(TrafficReport.Requests counts) {
            return counts.requests() + " requests, " + counts.errors() + " failed";
        }

        void allIsWell() {
            patience.passed();
        }

        /**
         * Something stays away: how long to wait before the next try.
         *
         * @throws UnreachableException when it has stayed away for longer than the limit
         */
        Duration retry(String line, Duration limit, String remedy) throws UnreachableException {
            patience.outlast(line, limit, remedy);
            return BETWEEN_TRIES;
        }

        /** The route could not be put back yet: how long to wait before the next try. */
        Duration notBack(String line, TrafficGateState state) throws UnreachableException {
            return retry(
                    line,
                    OutagePatience.DURING_CHANGES,
                    "; the route is not back yet: lease " + state.lease() + " is put back after its time, or by"
                            + " 'traffic restore --lease " + state.lease() + "'");
        }

        /** The route is back, and there is no verdict. */
        void restored(TrafficGateReport report) {
            listener.getLogger().print(report.toText());
            end();
        }

        /** The last word: in the log, to those who listen, and on the build's Eval Report. */
        void conclude(TrafficGateReport report, ObjectNode document, String recorded)
                throws BadInputException, IOException {
            listener.getLogger().print(report.toText());
            log(recorded);
            ReportHead head = ReportHead.of(document);
            GateEvents.failure(document, Instant.now())
                    .map(event -> event.about(head.model(), head.version()))
                    .ifPresent(event -> Notifications.fire(run, event));
            EvalReportAction.publish(run, FUNCTION, document);
            end();
        }

        void end() {
            if (shownAs != null) {
                LiveReports.get().end(run, shownAs);
            }
        }
    }
}
