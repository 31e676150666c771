package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.EvidenceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which environment, and who acts: a file, or options in its place. */
final class EnvironmentOptions {
    @Option(
            names = "--environment",
            required = true,
            paramLabel = "FILE|NAME",
            description = "Environment file (model-delivery/environment/v1), or a name with the options below")
    String environment;

    @Option(names = "--namespace", paramLabel = "NAME", description = "Namespace (default)", defaultValue = "default")
    String namespace;

    @Option(
            names = "--workload",
            paramLabel = "KIND/NAME",
            description = "deployment/NAME, statefulset/NAME or inferenceservice/NAME")
    String workload;

    @Option(names = "--container", paramLabel = "NAME", description = "Container whose image is promoted")
    String container = "";

    @Option(
            names = "--image-template",
            paramLabel = "TEMPLATE",
            description = "For example registry.example.com/models/{model}@{digest}; default: the version's image")
    String template = "";

    @Option(
            names = "--requires",
            split = ",",
            paramLabel = "KIND",
            description = "Evidence: schema, shift, eval, traffic, approval, live-shift")
    List<String> requires = List.of();

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "The model")
    String model;

    @Option(names = "--user", paramLabel = "NAME", description = "Who decides (your login name)")
    String user = System.getProperty("user.name", "unknown");

    Environment environment() throws BadInputException {
        Path file = Path.of(environment);
        if (workload == null) {
            if (!Files.isRegularFile(file)) {
                throw new BadInputException("--environment " + environment
                        + " is not a file; name one, or give --workload and --container");
            }
            return Environment.read(file);
        }
        Set<EvidenceKind> kinds = EnumSet.noneOf(EvidenceKind.class);
        for (String kind : requires) {
            kinds.add(EvidenceKind.parse(kind.strip()));
        }
        return Environment.of(
                environment,
                WorkloadRef.parse(namespace, workload),
                container,
                template,
                kinds,
                Environment.Timing.DEFAULT);
    }

    Actor actor() {
        return new Actor(user, "command line of " + user, Optional.empty());
    }
}
