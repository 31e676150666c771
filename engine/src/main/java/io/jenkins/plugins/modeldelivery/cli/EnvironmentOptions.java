package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.EvidenceKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which environment, and who acts: a file, or options in its place. */
final class EnvironmentOptions {
    @Mixin
    private PlaceOptions place;

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
        Set<EvidenceKind> kinds = EnumSet.noneOf(EvidenceKind.class);
        for (String kind : requires) {
            kinds.add(EvidenceKind.parse(kind.strip()));
        }
        return place.environment(model, template, kinds);
    }

    Actor actor() {
        return new Actor(user, "command line of " + user, Optional.empty());
    }
}
