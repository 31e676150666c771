package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.WatchdogSettings;
import picocli.CommandLine.Option;

/** An optional Job in the cluster that puts the route back when nobody else does. */
final class WatchdogOptions {
    @Option(
            names = "--watchdog-image",
            paramLabel = "IMAGE",
            description =
                    "With sh and kubectl: a Job of it puts the route back when the lease is over and nobody else did")
    String image;

    @Option(
            names = "--watchdog-service-account",
            paramLabel = "NAME",
            description = "Of that Job, in the route's namespace; may get and patch that route, nothing else")
    String serviceAccount;

    RouteLeases guard(RouteLeases routes) throws BadInputException {
        if ((image == null) != (serviceAccount == null)) {
            throw new BadInputException("--watchdog-image and --watchdog-service-account go together");
        }
        return image == null ? routes : routes.guardedBy(WatchdogSettings.of(image, serviceAccount));
    }
}
