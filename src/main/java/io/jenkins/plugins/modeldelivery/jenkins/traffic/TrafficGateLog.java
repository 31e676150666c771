package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.durable.OutagePatience;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.notification.GateEvents;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.report.LiveReports;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateReport;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tells the build's log and its page how a traffic gate stands, each thing once. */
final class TrafficGateLog {
    private static final String FUNCTION = "stagingTrafficGate";
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);

    private final Run<?, ?> run;
    private final TaskListener listener;
    private final OutagePatience patience = new OutagePatience();

    private Instant lastLine = Instant.EPOCH;
    private String toldHeld = "";

    @CheckForNull
    private String shownAs;

    TrafficGateLog(Run<?, ?> run, TaskListener listener) {
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
     * @throws RefusedException when it has stayed away for longer than the limit
     */
    Duration retry(String line, Duration limit, String remedy) throws RefusedException {
        if (patience.isOver(limit)) {
            throw new RefusedException(line + " (for more than " + limit.toSeconds() + " s)" + remedy);
        }
        if (patience.isNews(line)) {
            log(line + "; trying again");
        }
        return BETWEEN_TRIES;
    }

    /** The route could not be put back yet: how long to wait before the next try. */
    Duration notBack(String line, TrafficGateState state) throws RefusedException {
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
    void conclude(TrafficGateReport report, ObjectNode document, String recorded) throws IOException {
        listener.getLogger().print(report.toText());
        log(recorded);
        GateEvents.failure(document, Instant.now())
                .map(event -> event.about(
                        Optional.ofNullable(document.path("model").textValue()),
                        Optional.ofNullable(document.path("version").textValue())))
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
