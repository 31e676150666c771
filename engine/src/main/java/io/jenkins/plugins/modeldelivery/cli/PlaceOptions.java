package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.EnvironmentModels;
import io.jenkins.plugins.modeldelivery.promotion.EvidenceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which workload: the file of an environment, or options in its place. */
final class PlaceOptions {
    @Option(
            names = "--environment",
            required = true,
            paramLabel = "FILE|NAME",
            description = "Environment file (model-delivery/environment/v1), or a name with the options below")
    private String environment;

    @Option(names = "--namespace", paramLabel = "NAME", description = "Namespace (default)", defaultValue = "default")
    private String namespace;

    @Option(
            names = "--workload",
            paramLabel = "KIND/NAME",
            description = "deployment/NAME, statefulset/NAME or inferenceservice/NAME")
    private String workload;

    @Option(names = "--container", paramLabel = "NAME", description = "Container whose image is promoted")
    private String container = "";

    /** What template and required evidence say counts where no file is named. */
    Environment environment(String model, String template, Set<EvidenceKind> requires) throws BadInputException {
        Optional<String> whose = Optional.of(Names.require("model", model));
        Path file = Path.of(environment);
        if (workload == null) {
            if (!Files.isRegularFile(file)) {
                throw new BadInputException("--environment " + environment
                        + " is not a file; name one, or give --workload and --container");
            }
            return Environment.read(file, whose);
        }
        return Environment.of(
                environment,
                WorkloadRef.parse(
                        EnvironmentModels.fill("namespace", namespace, whose),
                        EnvironmentModels.fill("workload", workload, whose)),
                EnvironmentModels.fill("container", container, whose),
                template,
                requires,
                Environment.Timing.DEFAULT);
    }
}
