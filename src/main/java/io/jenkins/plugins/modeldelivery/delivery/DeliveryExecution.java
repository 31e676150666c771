package io.jenkins.plugins.modeldelivery.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.Environments;
import io.jenkins.plugins.modeldelivery.durable.Agent;
import io.jenkins.plugins.modeldelivery.durable.Interruption;
import io.jenkins.plugins.modeldelivery.durable.Patience;
import io.jenkins.plugins.modeldelivery.durable.Workers;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Drives one delivery of the engine to its end, a small step at a time on a thread of {@link Workers}:
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
public abstract class DeliveryExecution extends StepExecution {
    private static final long serialVersionUID = 1;

    private final String environmentName;
    private final EnvironmentConfiguration definition;
    private String account;
    private EnvironmentConfiguration environment;
    private String node;
    private volatile String state;
    private volatile String stopReason;
    private volatile String shown = "starting";
    private boolean stopTold;

    private transient volatile Throwable stopCause;
    private transient volatile boolean ended;
    private transient Run<?, ?> run;
    private transient Narrator narrator;
    private transient Course course;
    private transient Workers.Beat beat;

    /** @param definition of the environment in the step itself, null for a configured one */
    DeliveryExecution(StepContext context, String environmentName, @CheckForNull EnvironmentConfiguration definition) {
        super(context);
        this.environmentName = environmentName;
        this.definition = definition;
    }

    /** The step's name, for messages. */
    abstract String function();

    /** Checks everything and gives the delivery to be driven, changing nothing; empty while a person is to be asked. */
    abstract Optional<Delivery> prepare(ClusterSession open, Authority authority)
            throws DeliveryException, IOException, InterruptedException;

    /** The delivery is done as it was meant to be; nothing that happens here changes that. */
    void concluded(Delivery d, EnvironmentConfiguration place) throws InterruptedException {
        // nothing more by default
    }

    /** Whether a person's answer is awaited; until it is there, nothing is opened and nobody needs to be online. */
    boolean isAsking() throws IOException, InterruptedException {
        return false;
    }

    /** The step ends before anything was changed; what is worth telling of that. */
    void refused(DeliveryException e) {
        // nothing by default
    }

    /** The step is given up before there was a delivery. */
    abstract void withdraw(String why) throws IOException, InterruptedException;

    @Override
    public final boolean start() {
        account = Jenkins.getAuthentication2().getName();
        beat().in(Duration.ZERO);
        return false;
    }

    @Override
    public final void onResume() {
        beat().in(Duration.ZERO);
    }

    @Override
    public final void stop(@NonNull Throwable cause) {
        stopCause = cause;
        stopReason = Interruption.reason(cause);
        beat().in(Duration.ZERO);
    }

    @Override
    public final String getStatus() {
        return shown;
    }

    final String environmentName() {
        return environmentName;
    }

    final Run<?, ?> run() {
        return run;
    }

    final void log(String line) {
        narrator.log(line);
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
        boolean toldBefore = stopTold;
        try {
            if (run == null) {
                run = getContext().get(Run.class);
                narrator = new Narrator(getContext().get(TaskListener.class), environmentName);
            }
            Duration next = state == null ? begin() : proceed(Delivery.parse(state));
            if (!ended) {
                // an abort that came meanwhile does not wait for the next look
                beat().in(stopReason != null && !toldBefore ? Duration.ZERO : next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Jenkins goes down; the stored state is resumed
        } catch (DeliveryException e) {
            refused(e);
            end(new AbortException(function() + ": " + e.getMessage()));
        } catch (IOException | RuntimeException | Error e) {
            end(e); // the pool's thread would keep it to itself, and the step would never end
        }
    }

    private Duration begin() throws DeliveryException, IOException, InterruptedException {
        if (stopReason != null) {
            withdraw(stopReason);
            return end(Interruption.orAborted(stopCause));
        }
        if (isAsking()) {
            return asking();
        }
        // as it is now: days may have passed since somebody was asked
        environment = Environments.require(run.getParent(), environmentName, definition);
        if (environment.isFromAgent() != (node != null)) {
            String what = "environment '" + environmentName + "'";
            node = node == null ? Agent.nodeOf(getContext().get(FilePath.class), what) : null;
        }
        getContext().saveState();
        if (node != null && !new Agent(node).isOnline()) {
            shown = "waiting for the agent";
            return narrator.retry(new Agent(node).offline(), Patience.BEFORE_CHANGES, "");
        }
        Optional<Delivery> prepared = prepare(course().session(), new Authority(run, account));
        narrator.allIsWell();
        prepared.ifPresent(first -> course().store(null, first));
        return prepared.isPresent() ? Duration.ZERO : asking();
    }

    private Duration asking() {
        shown = "waiting for approval of " + environmentName;
        narrator.allIsWell();
        close(); // a person may take days
        return Duration.ofSeconds(1);
    }

    private Duration proceed(Delivery d) throws DeliveryException, InterruptedException {
        if (d.isDone()) {
            finish(d);
            return Duration.ZERO;
        }
        String stop = stopReason;
        stopTold |= stop != null;
        return course().proceed(d, stop);
    }

    private void finish(Delivery d) throws InterruptedException {
        narrator.conclude(run, function(), d);
        if (stopReason != null) {
            end(Interruption.orAborted(stopCause));
        } else if (d.verdict() == Verdict.PASS) {
            concluded(d, environment);
            ended = true;
            close();
            getContext().onSuccess(DeliveryResult.of(d));
        } else {
            end(new AbortException(function() + " " + d.outcome() + ": " + String.join("; ", d.reasons())));
        }
    }

    private Duration end(Throwable failure) {
        ended = true;
        close();
        getContext().onFailure(failure);
        return Duration.ZERO;
    }

    private Course course() {
        if (course == null) {
            Course.Keeper keeper = new Course.Keeper() {
                @Override
                public ClusterSession open() throws DeliveryException {
                    return ClusterSession.open(environment, CredentialSource.of(run), run, node);
                }

                @Override
                public void keep(Delivery d, boolean moved) {
                    shown = Narrator.phase(d) + " " + environmentName;
                    state = Json.compact(d.toJson());
                    if (moved) {
                        getContext().saveState();
                    }
                }
            };
            course = new Course(keeper, narrator, environment.getRolloutSeconds());
        }
        return course;
    }

    private void close() {
        if (course != null) {
            course.close();
            course = null;
        }
    }
}
