package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.durable.OutagePatience;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DeliveryEvents;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells the build's log what happens, each thing once, and from that how often it is worth looking. */
final class DeliveryLog {
    private static final Logger LOGGER = Logger.getLogger(DeliveryLog.class.getName());
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final TaskListener listener;
    private final String environment;
    private final OutagePatience patience = new OutagePatience();
    private Duration pause = SHORTEST;

    DeliveryLog(TaskListener listener, String environment) {
        this.listener = listener;
        this.environment = environment;
    }

    void log(String line) {
        listener.getLogger().println("[" + environment + "] " + line);
    }

    /**
     * Tells what is new.
     *
     * @return whether there is another phase or decision, so that the state must not be lost
     */
    boolean tell(@CheckForNull Delivery before, Delivery now) {
        boolean moved = before == null || before.phase() != now.phase() || before.seq() != now.seq();
        boolean news = moved || !before.line().equals(now.line());
        if (news && !now.line().isEmpty()) {
            log(phase(now) + ": " + now.line());
        }
        pause = news ? SHORTEST : longer(pause);
        return moved;
    }

    /** How long to wait before the next look: short while things move. */
    Duration pause() {
        return pause;
    }

    private static Duration longer(Duration before) {
        Duration next = before.multipliedBy(5).dividedBy(4);
        return next.compareTo(LONGEST) > 0 ? LONGEST : next;
    }

    static String phase(Delivery d) {
        return d.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
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
        return LONGEST;
    }

    /** The last word: in the log, to those who listen, and on the build's Eval Report. */
    void conclude(Run<?, ?> run, String function, Delivery d) {
        listener.getLogger().print(d.toText());
        DeliveryEvents.of(d, Instant.now()).forEach(event -> Notifications.fire(run, event));
        try {
            EvalReportAction.publish(run, function, d.toJson());
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The report of " + run + " could not be written", e);
            log("The report could not be written: " + e.getMessage());
        }
    }
}
