package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.Kubeconfig;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which cluster a command works on: {@code --kubeconfig}, {@code --context}. */
final class ClusterOptions {
    @Option(
            names = "--kubeconfig",
            required = true,
            paramLabel = "FILE",
            description = "Kubeconfig with inline data; exec, auth-provider and file references are refused")
    Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Context instead of the file's current-context")
    String context;

    ClusterConnection connection() throws BadInputException {
        return Kubeconfig.read(kubeconfig, context);
    }
}
