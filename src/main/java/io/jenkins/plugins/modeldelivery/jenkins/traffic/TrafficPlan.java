package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.configuration.WorkspaceText;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.traffic.GateSettings;
import io.jenkins.plugins.modeldelivery.traffic.TrafficParameters;
import io.jenkins.plugins.modeldelivery.traffic.route.Backend;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import io.jenkins.plugins.modeldelivery.traffic.route.WatchdogSettings;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What a step asks of a traffic gate, as the Pipeline wrote it: plain words, so that it can be stored with the build. */
public final class TrafficPlan implements Serializable {
    private static final long serialVersionUID = 2;
    private static final String EXTERNAL = "external";
    private static final Map<String, Router> ROUTERS = Map.of(
            "httproute", Router.HTTP_ROUTE,
            "virtualservice", Router.VIRTUAL_SERVICE,
            "ingress", Router.INGRESS_CANARY,
            "deployment", Router.REPLICAS);

    private final TreeMap<String, String> said;
    private String policy = "{}";
    private boolean policyRead;

    /**
     * What the step says beside the engine's own parameters.
     *
     * @param route {@code httproute/x}, {@code virtualservice/x}, {@code ingress/x}, {@code deployment/x} or {@code external}
     * @param production {@code service} or {@code namespace/service}
     * @param candidate likewise
     * @param rule of the route; empty where only one leads to production
     * @param policy a file of the workspace
     * @param watchdogImage of a Job in the cluster that puts the route back if nobody else does
     * @param watchdogAccount the service account of that Job
     */
    public record Words(
            String route,
            String production,
            String candidate,
            String rule,
            boolean mirror,
            String policy,
            String watchdogImage,
            String watchdogAccount) {
        public Words {
            route = Objects.requireNonNullElse(route, "");
            production = Objects.requireNonNullElse(production, "");
            candidate = Objects.requireNonNullElse(candidate, "");
            rule = Objects.requireNonNullElse(rule, "");
        }
    }

    /** @param step with a field for each parameter */
    public TrafficPlan(@NonNull Object step) {
        said = new TreeMap<>(Parameters.said(TrafficParameters.class, Parameters.ofForm(step)));
        said.putAll(Parameters.said(Words.class, Parameters.ofForm(step)));
    }

    private Words words() {
        return Parameters.of(Words.class, said);
    }

    /** @throws BadInputException when only one of image and service account is given, or one is malformed */
    @NonNull
    Optional<WatchdogSettings> watchdog() throws BadInputException {
        Words words = words();
        if ((words.watchdogImage() == null) != (words.watchdogAccount() == null)) {
            throw new BadInputException("give both watchdogImage and watchdogAccount, or neither");
        }
        return words.watchdogImage() == null
                ? Optional.empty()
                : Optional.of(WatchdogSettings.of(words.watchdogImage(), words.watchdogAccount()));
    }

    static void requireMetrics(@CheckForNull TrafficMetrics metrics) throws BadInputException {
        if (metrics == null) {
            throw new BadInputException(
                    "give metrics: prometheus(url: ...) or probe(...); without measurements nothing passes");
        }
    }

    /** Whether a workspace is needed to know the parameters. */
    boolean hasPolicyFile() {
        return !policyRead && words().policy() != null;
    }

    /** Takes from the policy what the step does not say itself; from then on the file is not looked at any more. */
    void readPolicy(@CheckForNull FilePath workspace) throws BadInputException, IOException, InterruptedException {
        String file = words().policy();
        if (workspace == null) {
            throw new BadInputException(
                    "policy: " + file + " is a file of the workspace; run this step inside a node block");
        }
        String text = WorkspaceText.read(workspace, file, "policy");
        if (Policy.parse(text, file).document().path("traffic") instanceof ObjectNode written) {
            policy = Json.compact(written);
        }
        policyRead = true;
    }

    /** Whether somebody else splits, and nothing in a cluster is changed. */
    public boolean isExternal() {
        return words().route().equals(EXTERNAL);
    }

    /** @param namespace of names that bring none */
    @NonNull
    RouteRequest request(@NonNull String namespace) throws BadInputException {
        Words words = words();
        String route = words.route();
        int slash = route.indexOf('/');
        Router router = isExternal() ? Router.EXTERNAL : ROUTERS.get(route.substring(0, Math.max(0, slash)));
        String name = isExternal() ? EXTERNAL : route.substring(slash + 1);
        if (router == null || name.isBlank() || name.indexOf('/') >= 0) {
            throw new BadInputException("route: '" + route
                    + "' is none of httproute/NAME, virtualservice/NAME, ingress/NAME, deployment/NAME, external");
        }
        return new RouteRequest(
                router,
                words.mirror() ? RouteRequest.Mode.MIRROR : RouteRequest.Mode.WEIGHT,
                namespace,
                name,
                words.rule(),
                backend("production", words.production(), namespace),
                backend("candidate", words.candidate(), namespace),
                parameters().fraction());
    }

    /** @param holder who asks, for the lease */
    @NonNull
    GateSettings settings(@NonNull RouteRequest request, @NonNull TrafficMetrics metrics, @NonNull String holder)
            throws BadInputException {
        return parameters()
                .settings(
                        request,
                        metrics.expectedShare(request.share(), words().mirror()),
                        metrics.usualInterval(),
                        holder);
    }

    private TrafficParameters parameters() throws BadInputException {
        return TrafficParameters.of(Json.parse(policy, "the traffic rules"), said);
    }

    private static Backend backend(String key, String text, String namespace) throws BadInputException {
        String[] parts = text.split("/", -1);
        String service = parts[parts.length - 1];
        String where = parts.length == 2 ? parts[0] : namespace;
        if (parts.length > 2 || service.isBlank() || where.isBlank()) {
            throw new BadInputException(key + ": '" + text + "' is neither SERVICE nor NAMESPACE/SERVICE");
        }
        return Backend.of(where, service);
    }
}
