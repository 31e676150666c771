package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.GateEvents;
import java.io.ObjectStreamException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

/**
 * Tells what a gate found. The judge on the agent calls back through the channel as soon as its shift test has spoken, so a
 * shift is known before any metric is computed; whatever comes from there is parsed as strictly as its report.
 */
@SuppressFBWarnings(
        value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
        justification = "never read back: on its way to the agent it is replaced by a reference")
final class GateProgress implements ShiftWatcher, SerializableOnlyOverRemoting {
    private static final long serialVersionUID = 1;
    private static final Logger LOGGER = Logger.getLogger(GateProgress.class.getName());
    private static final int MAX_CHARACTERS = 1 << 20;

    private final transient Run<?, ?> run;
    private final transient Optional<String> model;
    private final transient Optional<String> version;
    private final transient AtomicBoolean shiftTold = new AtomicBoolean();

    GateProgress(Run<?, ?> run, @CheckForNull String model, @CheckForNull String version) {
        this.run = run;
        this.model = Optional.ofNullable(model);
        this.version = Optional.ofNullable(version);
    }

    /** On its way to the agent it becomes a reference to the one here. */
    private Object writeReplace() throws ObjectStreamException {
        return getChannelForSerialization().export(ShiftWatcher.class, this);
    }

    @Override
    public void found(String document) {
        if (document == null || document.length() > MAX_CHARACTERS) {
            return; // no report is that long; the gate's own one is judged later
        }
        try {
            if (Json.parse(document, "the agent's shift report") instanceof ObjectNode report) {
                shift(report);
            }
        } catch (BadInputException e) {
            LOGGER.log(Level.WARNING, "Shift report of {0} is not told: {1}", new Object[] {run, e.getMessage()});
        }
    }

    /** The finished report: whatever was not told yet. */
    void judged(ObjectNode report) {
        try {
            shift(report);
            GateEvents.failure(report, Instant.now()).ifPresent(event -> fire(event, report));
        } catch (BadInputException e) {
            LOGGER.log(Level.WARNING, "Report of {0} is not told: {1}", new Object[] {run, e.getMessage()});
        }
    }

    private void shift(ObjectNode report) throws BadInputException {
        Optional<Event> event = GateEvents.shift(report, Instant.now());
        if (event.isPresent() && shiftTold.compareAndSet(false, true)) {
            fire(event.get(), report);
        }
    }

    private void fire(Event event, ObjectNode report) {
        Notifications.fire(
                run,
                event.about(
                        model.or(() -> Optional.ofNullable(report.path("model").textValue())),
                        version.or(
                                () -> Optional.ofNullable(report.path("version").textValue()))));
    }
}
