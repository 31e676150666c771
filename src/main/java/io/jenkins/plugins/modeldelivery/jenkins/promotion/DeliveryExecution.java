package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.Environments;
import io.jenkins.plugins.modeldelivery.durable.DurableExecution;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.OutagePatience;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.Agent;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DeliveryEvents;
import io.jenkins.plugins.modeldelivery.promotion.DeliverySession;
import io.jenkins.plugins.modeldelivery.promotion.Driver;
import io.jenkins.plugins.modeldelivery.promotion.Phase;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Drives one delivery of the engine to its end, a small step at a time:
 *
 * <pre>
 * no state -> (a person is asked) -> PREPARED -> ... -> DONE
 * </pre>
 *
 * What is stored with the build is the engine's own state as JSON and the environment as it was when that began, so
 * that a changed configuration cannot turn a rollout in flight into another place. The engine's steps may be repeated:
 * after a restart of the controller the last stored state is simply advanced again. An abort is handed to the engine,
 * which brings back what was changed; the step ends only after that.
 */
public abstract class DeliveryExecution extends DurableExecution {
    private static final long serialVersionUID = 1;
    private static final Logger LOGGER = Logger.getLogger(DeliveryExecution.class.getName());

    private final String environmentName;
    private final EnvironmentConfiguration definition;
    private String account;
    private EnvironmentConfiguration environment;
    private String node;
    private volatile String state;

    private transient volatile boolean goesBack;
    private transient TaskListener listener;
    private transient Host host;
    private transient Driver driver;

    /** @param definition of the environment in the step itself, null for a configured one */
    DeliveryExecution(StepContext context, String environmentName, @CheckForNull EnvironmentConfiguration definition) {
        super(context);
        this.environmentName = environmentName;
        this.definition = definition;
    }

    /** The model that it is about. */
    abstract String model();

    /** Checks everything and gives the delivery to be driven, changing nothing; empty while a person is to be asked. */
    abstract Optional<Delivery> prepare(DeliverySession open, Authority authority)
            throws DeliveryException, IOException, InterruptedException;

    /** The delivery is done as it was meant to be; nothing that happens here changes that. */
    void concluded(Delivery d, EnvironmentConfiguration place) throws InterruptedException {
        // nothing more by default
    }

    /** Whether a person's answer is awaited; until it is there, nothing is opened and nobody needs to be online. */
    boolean isAsking() throws IOException, InterruptedException {
        return false;
    }

    /** The step is given up before there was a delivery. */
    abstract void withdraw(String why) throws IOException, InterruptedException;

    @Override
    protected final void starting() {
        account = Jenkins.getAuthentication2().getName();
    }

    @Override
    protected final void open(@NonNull Run<?, ?> build, @NonNull TaskListener log) {
        listener = log;
        host = new Host(log);
    }

    @NonNull
    @Override
    protected final Duration work() throws DeliveryException, IOException, InterruptedException {
        return state == null ? begin() : proceed();
    }

    @Override
    protected final boolean isUnderWay() throws DeliveryException {
        return state != null && Delivery.parse(state).phase() != Phase.PREPARED;
    }

    /** Also a promotion that takes back what it brought. */
    @Override
    protected boolean isBringingBack() {
        return goesBack;
    }

    @Override
    protected final void release() {
        close();
    }

    final String environmentName() {
        return environmentName;
    }

    /** The environment as it was when this was prepared. */
    final EnvironmentConfiguration place() {
        return environment;
    }

    final void log(String line) {
        host.log(line);
    }

    private Duration begin() throws DeliveryException, IOException, InterruptedException {
        String stop = stopReason();
        if (stop != null) {
            withdraw(stop);
            return end(aborted());
        }
        if (isAsking()) {
            return asking();
        }
        // as it is now: days may have passed since somebody was asked
        environment = Environments.require(run().getParent(), environmentName, definition, model());
        if (environment.isFromAgent() != (node != null)) {
            String what = "environment '" + environmentName + "'";
            node = node == null ? Agent.nodeOf(getContext().get(FilePath.class), what) : null;
        }
        store();
        if (node != null && !new Agent(node).isOnline()) {
            show("waiting for the agent");
            return driver().outlast(new Agent(node).offline(), OutagePatience.BEFORE_CHANGES, "");
        }
        Optional<Delivery> prepared = prepare(driver().session(), new Authority(run(), account));
        if (prepared.isEmpty()) {
            return asking();
        }
        driver().begin(prepared.get());
        return Duration.ZERO;
    }

    private Duration asking() {
        show("waiting for approval of " + environmentName);
        close(); // a person may take days
        return Duration.ofSeconds(1);
    }

    private Duration proceed() throws DeliveryException, InterruptedException {
        Delivery d = driver().state();
        if (d.isDone()) {
            finish(d);
            return Duration.ZERO;
        }
        return driver().proceed(stopReason());
    }

    private void finish(Delivery d) throws InterruptedException {
        listener.getLogger().print(d.toText());
        DeliveryEvents.of(d, Instant.now()).forEach(event -> Notifications.fire(run(), event));
        try {
            EvalReportAction.publish(run(), function(), d.toJson());
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The report of " + run() + " could not be written", e);
            log("The report could not be written: " + e.getMessage());
        }
        if (stopReason() != null) {
            end(aborted());
        } else if (d.verdict() == Verdict.PASS) {
            concluded(d, environment);
            end();
            getContext().onSuccess(DeliveryResult.of(d));
        } else {
            end(new AbortException(function() + " " + d.outcome() + ": " + String.join("; ", d.reasons())));
        }
    }

    private Driver driver() throws DeliveryException {
        if (driver == null) {
            driver = host.driver(environment, state == null ? null : Delivery.parse(state));
        }
        return driver;
    }

    private void close() {
        if (driver != null) {
            driver.close();
            driver = null;
        }
    }

    /** Keeps the engine's state with the build. */
    private final class Host extends DeliveryHost {
        Host(TaskListener log) {
            super(log, environmentName, model());
        }

        @Override
        public DeliverySession open() throws DeliveryException {
            return open(environment, CredentialSource.of(run()), run(), node);
        }

        @Override
        public void keep(Delivery now, boolean moved) {
            show(phase(now) + " " + environmentName);
            goesBack = now.phase().compareTo(Phase.FAILING) >= 0;
            state = Json.compact(now.toJson());
            if (moved) {
                store();
            }
        }
    }
}
