package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.traffic.TrafficParameters;
import io.jenkins.plugins.modeldelivery.traffic.route.Backend;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import picocli.CommandLine.Option;

/** What {@code traffic check} splits, and how. */
final class RouteOptions {
    @Option(
            names = "--router",
            defaultValue = "HTTP_ROUTE",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    RouteRequest.Router router;

    @Option(names = "--route", paramLabel = "NS/NAME", description = "The route; default: named as production")
    String route;

    @Option(names = "--rule", defaultValue = "", description = "The route's rule where several lead to production")
    String rule;

    @Option(names = "--production", required = true, paramLabel = "NS/SERVICE", description = "Production's service")
    String production;

    @Option(names = "--candidate", required = true, paramLabel = "NS/SERVICE", description = "The candidate's service")
    String candidate;

    @Option(names = "--share", description = "Of requests; default 5%%, of a mirror 100%%")
    String share;

    @Option(names = "--mirror", description = "Copy requests instead of redirecting them")
    boolean mirror;

    /** @param asked the share, where none of a mirror is meant */
    RouteRequest request(TrafficParameters asked) throws BadInputException {
        Backend at = backend("--route", route == null ? production : route);
        double fraction = mirror && share == null ? 1 : asked.fraction();
        double most = mirror ? 1 : 0.5;
        if (!(fraction > 0 && fraction <= most)) {
            throw new BadInputException("--share '" + share + "' is not above 0 and at most " + Math.round(100 * most)
                    + "%" + (mirror ? "" : " (a mirror may copy 100%)"));
        }
        return new RouteRequest(
                router,
                mirror ? RouteRequest.Mode.MIRROR : RouteRequest.Mode.WEIGHT,
                at.namespace(),
                at.service(),
                rule,
                backend("--production", production),
                backend("--candidate", candidate),
                fraction);
    }

    private static Backend backend(String option, String text) throws BadInputException {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new BadInputException(option + " '" + text + "' is not NAMESPACE/NAME");
        }
        return Backend.of(parts[0], parts[1]);
    }
}
