package io.jenkins.plugins.modeldelivery.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.io.SteadyClock;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DeliverySession;
import io.jenkins.plugins.modeldelivery.promotion.Driver;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.Phase;
import io.jenkins.plugins.modeldelivery.promotion.Promotion;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code promote} and {@code rollback} share: drive a delivery to its end, telling how it goes. */
abstract class Deliverer implements Callable<Integer>, Driver.Host {
    private static final int TRIES = 30; // for so many polls is waited for what stays away

    @Mixin
    EnvironmentOptions environment;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private ReportOptions report;

    @Mixin
    private LedgerOptions ledgers;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Keeps the state here after each step; resumes from it if it is there")
    private Path state;

    @Spec
    private CommandSpec spec;

    private final Clock clock = SteadyClock.start();

    /** How the state is made when there is none to resume. */
    abstract Delivery prepare(Promotion promotion) throws DeliveryException, InterruptedException;

    @Override
    public final Integer call() throws DeliveryException, InterruptedException {
        Environment place = environment.environment();
        if (!report.quiet) {
            place.warnings().forEach(report::note);
        }
        Duration poll = place.timing().poll();
        Duration tries = poll.multipliedBy(TRIES);
        Duration most = Environment.Timing.LONGEST;
        Driver.Patience patience = new Driver.Patience(Duration.ZERO, tries.compareTo(most) < 0 ? tries : most, poll);
        Delivery kept = resumed(place);
        try (Driver driver = new Driver(this, clock, patience, kept)) {
            if (kept == null) {
                driver.begin(prepare(driver.session().promotion()));
            }
            return show(driver.run(Sleeper.REAL));
        }
    }

    /** Shows how it ended; what the cluster refused says nothing about the version, so that its exit code is no verdict's. */
    private int show(Delivery d) throws BadInputException {
        if (!d.isRefusedByCluster()) {
            return report.show(d);
        }
        report.write(d);
        say("model-delivery: " + d.failure());
        return ExitCode.UNREACHABLE;
    }

    /** Null where nothing is kept. */
    private Delivery resumed(Environment place) throws BadInputException {
        Optional<Delivery> kept;
        try {
            Optional<String> text = new StateFile(state).text();
            kept = text.isPresent() ? Optional.of(Delivery.parse(text.get())) : Optional.empty();
        } catch (BadInputException e) {
            throw new BadInputException("--state " + state + ": " + e.getMessage(), e);
        }
        if (kept.isPresent() && isAboutOther(kept.get().draft(), place)) {
            throw new BadInputException("--state " + state + " is about "
                    + kept.get().draft().model() + " in " + kept.get().draft().environment() + "; name another file");
        }
        return kept.orElse(null);
    }

    private boolean isAboutOther(DecisionDraft draft, Environment place) {
        return !draft.model().equals(environment.model) || !draft.environment().equals(place.name());
    }

    @Override
    public final DeliverySession open() throws DeliveryException {
        Environment place = environment.environment();
        KubernetesClient client = cluster.connection().open();
        try {
            Ledger ledger = ledgers.openOrMake();
            return new DeliverySession(
                    place,
                    new WorkloadClient(new KubernetesObjects(client), place.workload(), place.container()),
                    ledger,
                    clock,
                    () -> {
                        ledger.close();
                        client.close();
                    });
        } catch (DeliveryException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public final void keep(Delivery now, boolean moved) {
        if (now.phase() != Phase.PREPARED) { // what is only checked is better checked again
            new StateFile(state).keep(Json.pretty(now.toJson()) + "\n");
        }
    }

    @Override
    public final void tell(Delivery news) {
        log(news.phase() + ": " + news.line());
    }

    @Override
    public final void log(String line) {
        if (!report.quiet) {
            say(line);
        }
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
