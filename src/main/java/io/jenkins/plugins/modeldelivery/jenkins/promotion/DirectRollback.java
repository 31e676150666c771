package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.durable.BackgroundWorkers;
import io.jenkins.plugins.modeldelivery.durable.UnexpectedFailure;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.Agent;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DeliveryEvents;
import io.jenkins.plugins.modeldelivery.promotion.DeliverySession;
import io.jenkins.plugins.modeldelivery.promotion.Driver;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import java.time.Duration;
import java.time.Instant;

/**
 * A rollback that a person asked for without a build: the same course as that of {@code rollbackModel}, kept by a record
 * of its own. Runs on the threads of {@link BackgroundWorkers}; a restart of the controller ends it without a word, and the last
 * kept state is given to the next one.
 */
public final class DirectRollback extends DeliveryHost {
    /** Who asked, and keeps the state. */
    public interface Host {
        /** Saves the state at once; it may be needed by another process. */
        void keep(@NonNull String state);

        /** It went to its end, well or not. */
        void ended(@NonNull Delivery end);

        /** It was refused, or given up: one line that says why. */
        void failed(@NonNull String why);
    }

    private final Item job;
    private final EnvironmentConfiguration environment;
    private final RollbackRequest request;
    private final Host host;
    private final TaskListener listener;
    private final Driver driver;
    private final BackgroundWorkers.Beat beat = new BackgroundWorkers.Beat(this::tick);

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
        super(listener, String.valueOf(environment.getName()));
        this.job = job;
        this.environment = environment;
        this.request = request;
        this.host = host;
        this.listener = listener;
        driver = driver(environment, state);
    }

    @Override
    public DeliverySession open() throws DeliveryException {
        String node = environment.isFromAgent() ? Agent.online(environment.agents()) : null;
        return open(environment, CredentialSource.of(job), null, node);
    }

    @Override
    public void keep(Delivery now, boolean moved) {
        if (moved) {
            host.keep(Json.compact(now.toJson()));
        }
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
        Delivery now = driver.state();
        String why = stop;
        stopTold = why != null;
        if (now == null && why != null) {
            fail(why + "; nothing was changed");
        } else if (now == null) {
            driver.begin(driver.session().promotion().prepare(request));
        } else if (!now.isDone()) {
            return driver.proceed(why);
        } else {
            ended = true;
            driver.close();
            listener.getLogger().print(now.toText());
            DeliveryEvents.of(now, Instant.now()).forEach(event -> Notifications.fire(null, event));
            host.ended(now);
        }
        return Duration.ZERO;
    }

    private void fail(String why) {
        ended = true;
        driver.close();
        log(why);
        host.failed(why);
    }
}
