package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rollback}: an earlier version back into an environment. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = "Brings back a version that once served in an environment, by its digest in the ledger.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery rollback --environment production.yaml --model intent --reason 'wrong on Swiss German' \\",
            "      --ledger ledger --kubeconfig deployer.yaml",
            "  model-delivery rollback --environment production.yaml --model intent --to 1.3.0 --reason test \\",
            "      --ledger ledger --kubeconfig deployer.yaml"
        })
final class RollbackCommand implements Callable<Integer> {
    @Mixin
    EnvironmentOptions environment;

    @Mixin
    ClusterOptions cluster;

    @Mixin
    ReportOptions report;

    @Mixin
    Deliverer deliverer;

    @Option(
            names = "--to",
            paramLabel = "VERSION",
            defaultValue = ServedVersion.PREVIOUS,
            description = "Version that once served here; default: the last one that served well")
    String to;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; recorded in the ledger")
    String reason;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        RollbackRequest request = new RollbackRequest(environment.model, to, reason, environment.actor());
        PrintWriter err = spec.commandLine().getErr();
        return deliverer.show(
                deliverer.run(environment, cluster, report, err, promotion -> promotion.prepare(request)), report, err);
    }
}
