package io.jenkins.plugins.modeldelivery.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.io.SteadyClock;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.Driver;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.Promotion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code promote} and {@code rollback} share: drive a delivery to its end, telling how it goes. */
final class Deliverer {
    /** How the state is made when there is none to resume. */
    @FunctionalInterface
    interface Start {
        Delivery prepare(Promotion promotion) throws DeliveryException, InterruptedException;
    }

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Keeps the state here after each step; resumes from it if it is there")
    Path state;

    @Mixin
    LedgerOptions ledgers;

    Delivery run(EnvironmentOptions options, ClusterOptions cluster, ReportOptions report, PrintWriter err, Start start)
            throws DeliveryException, InterruptedException {
        Environment environment = options.environment();
        try (KubernetesClient client = cluster.connection().open();
                Ledger ledger = ledgers.openOrMake()) {
            WorkloadClient workload = new WorkloadClient(client, environment.workload(), environment.container());
            Promotion promotion = new Promotion(environment, workload, ledger, SteadyClock.start());
            Delivery begin =
                    state != null && Files.exists(state) ? resumed(environment, options) : start.prepare(promotion);
            String[] last = {""};
            return new Driver(promotion, environment, Sleeper.REAL).run(begin, d -> {
                keep(d);
                if (!report.quiet && !d.line().equals(last[0])) {
                    last[0] = d.line();
                    err.println(d.phase() + ": " + d.line());
                    err.flush();
                }
            });
        }
    }

    /** Shows how it ended; what the cluster refused says nothing about the version, so that its exit code is no verdict's. */
    int show(Delivery d, ReportOptions report, PrintWriter err) throws BadInputException {
        if (!d.isRefusedByCluster()) {
            return report.show(d);
        }
        report.write(d);
        err.println("model-delivery: " + d.failure());
        err.flush();
        return ExitCode.UNREACHABLE;
    }

    private Delivery resumed(Environment environment, EnvironmentOptions options) throws BadInputException {
        Delivery d;
        try {
            d = Delivery.parse(Documents.text(state));
        } catch (BadInputException e) {
            throw new BadInputException("--state " + state + ": " + e.getMessage(), e);
        }
        if (!d.draft().environment().equals(environment.name())
                || !d.draft().model().equals(options.model)) {
            throw new BadInputException("--state " + state + " is about "
                    + d.draft().model() + " in " + d.draft().environment() + "; name another file");
        }
        return d;
    }

    private void keep(Delivery d) {
        if (state == null) {
            return;
        }
        try {
            Path next = state.resolveSibling(state.getFileName() + ".new");
            Files.writeString(next, Json.pretty(d.toJson()) + "\n");
            Files.move(next, state, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("--state " + state + " cannot be written: " + e.getMessage(), e);
        }
    }
}
