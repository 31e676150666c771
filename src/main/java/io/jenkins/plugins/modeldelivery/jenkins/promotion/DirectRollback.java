package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.durable.Agent;
import io.jenkins.plugins.modeldelivery.durable.BackgroundWorkers;
import io.jenkins.plugins.modeldelivery.durable.UnexpectedFailure;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DeliveryEvents;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import java.time.Duration;
import java.time.Instant;

/**
 * A rollback that a person asked for without a build: the same course as that of {@code rollbackModel}, kept by a record
 * of its own. Runs on the threads of {@link BackgroundWorkers}; a restart of the controller ends it without a word, and the last
 * kept state is given to the next one.
 */
public final class DirectRollback {
    /** Who asked, and keeps the state. */
    public interface Host {
        /** Saves the state at once; it may be needed by another process. */
        void keep(@NonNull String state);

        /** It went to its end, well or not. */
        void ended(@NonNull Delivery end);

        /** It was refused, or given up: one line that says why. */
        void failed(@NonNull String why);
    }

    private final RollbackRequest request;
    private final Host host;
    private final TaskListener listener;
    private final DeliveryLog deliveryLog;
    private final Course course;
    private final BackgroundWorkers.Beat beat = new BackgroundWorkers.Beat(this::tick);

    @CheckForNull
    private Delivery state;

    @CheckForNull
    private volatile String stop;

    private boolean stopTold;
    private boolean ended;

    /**
     * Prepares it; nothing runs before {@link #start}.
     *
     * @param job whose credentials are used
     * @param environment as it was when the rollback was asked for; one that is reached from agents only says their label
     * @param state that the host kept last, null to begin
     */
    public DirectRollback(
            @NonNull Item job,
            @NonNull EnvironmentConfiguration environment,
            @NonNull RollbackRequest request,
            @CheckForNull Delivery state,
            @NonNull TaskListener listener,
            @NonNull Host host) {
        this.request = request;
        this.state = state;
        this.host = host;
        this.listener = listener;
        deliveryLog = new DeliveryLog(listener, String.valueOf(environment.getName()));
        course = new Course(
                new Course.Keeper() {
                    @Override
                    public ClusterSession open() throws DeliveryException {
                        String node = environment.isFromAgent() ? Agent.online(environment.agents()) : null;
                        return ClusterSession.open(environment, CredentialSource.of(job), null, node);
                    }

                    @Override
                    public void keep(Delivery next, boolean moved) {
                        take(next, moved);
                    }
                },
                deliveryLog,
                environment.getRolloutSeconds());
    }

    /** Begins, or goes on from the kept state. */
    public void start() {
        beat.in(Duration.ZERO);
    }

    /**
     * Gives up: what was changed is brought back and watched, as when a build is aborted; what was not stays as it is. The
     * host is told of the end. Never waits.
     *
     * @param why in one line, for log and ledger
     */
    public void stop(@NonNull String why) {
        stop = why;
        beat.in(Duration.ZERO);
    }

    private void take(Delivery next, boolean moved) {
        state = next;
        if (moved) {
            host.keep(Json.compact(next.toJson()));
        }
    }

    private void tick() {
        if (ended) {
            return;
        }
        boolean toldBefore = stopTold;
        try {
            Duration next = step();
            // a stop that came meanwhile does not wait for the next look
            beat.in(stop != null && !toldBefore ? Duration.ZERO : next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Jenkins goes down; the kept state is resumed
        } catch (DeliveryException e) {
            fail(e.getMessage());
        } catch (RuntimeException | Error e) { // the pool's thread would keep it to itself
            if (Thread.currentThread().isInterrupted()) {
                return; // Jenkins goes down, and what was being kept was cut off
            }
            fail(UnexpectedFailure.line(e, "a rollback of " + request.model()));
        }
    }

    private Duration step() throws DeliveryException, InterruptedException {
        Delivery before = state;
        String why = stop;
        stopTold = why != null;
        if (before == null && why != null) {
            fail(why + "; nothing was changed");
            return Duration.ZERO;
        }
        if (before == null) {
            course.store(null, course.session().promotion().prepare(request));
            return Duration.ZERO;
        }
        if (!before.isDone()) {
            return course.proceed(before, why);
        }
        ended = true;
        course.close();
        listener.getLogger().print(before.toText());
        DeliveryEvents.of(before, Instant.now()).forEach(event -> Notifications.fire(null, event));
        host.ended(before);
        return Duration.ZERO;
    }

    private void fail(String why) {
        ended = true;
        course.close();
        deliveryLog.log(why);
        host.failed(why);
    }
}
