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
import io.jenkins.plugins.modeldelivery.traffic.Amounts;
import io.jenkins.plugins.modeldelivery.traffic.GateSettings;
import io.jenkins.plugins.modeldelivery.traffic.TrafficRules;
import io.jenkins.plugins.modeldelivery.traffic.route.Backend;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import io.jenkins.plugins.modeldelivery.traffic.route.WatchdogSettings;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;

/** What a step asks of a traffic gate, as the Pipeline wrote it: plain words, so that it can be stored with the build. */
public final class TrafficPlan implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String EXTERNAL = "external";
    private static final Map<String, Router> ROUTERS = Map.of(
            "httproute", Router.HTTP_ROUTE,
            "virtualservice", Router.VIRTUAL_SERVICE,
            "ingress", Router.INGRESS_CANARY,
            "deployment", Router.REPLICAS);

    private final String route;
    private final String production;
    private final String candidate;
    private String rule = "";
    private boolean mirror;
    private boolean certify;
    private String warmUp = "30s";
    private String interval;
    private String watchdogImage;
    private String watchdogAccount;
    private String rules = "{}";
    private String policyFile;

    /**
     * @param route {@code httproute/x}, {@code virtualservice/x}, {@code ingress/x}, {@code deployment/x} or {@code external}
     * @param production {@code service} or {@code namespace/service}
     * @param candidate likewise
     */
    public TrafficPlan(@CheckForNull String route, @CheckForNull String production, @CheckForNull String candidate) {
        this.route = route == null ? "" : route;
        this.production = production == null ? "" : production;
        this.candidate = candidate == null ? "" : candidate;
    }

    public void setRule(@CheckForNull String rule) {
        this.rule = rule == null ? "" : rule;
    }

    public void setMirror(boolean mirror) {
        this.mirror = mirror;
    }

    public void setCertify(boolean certify) {
        this.certify = certify;
    }

    public void setWarmUp(@CheckForNull String warmUp) {
        this.warmUp = warmUp == null ? this.warmUp : warmUp;
    }

    public void setInterval(@CheckForNull String interval) {
        this.interval = interval;
    }

    /** A Job in the cluster that puts the route back if nobody else does; null for none. */
    public void setWatchdog(@CheckForNull String image, @CheckForNull String serviceAccount) {
        this.watchdogImage = image;
        this.watchdogAccount = serviceAccount;
    }

    /** @throws BadInputException when only one of image and service account is given, or one is malformed */
    @NonNull
    Optional<WatchdogSettings> watchdog() throws BadInputException {
        if ((watchdogImage == null) != (watchdogAccount == null)) {
            throw new BadInputException("give both watchdogImage and watchdogAccount, or neither");
        }
        return watchdogImage == null
                ? Optional.empty()
                : Optional.of(WatchdogSettings.of(watchdogImage, watchdogAccount));
    }

    static void requireMetrics(@CheckForNull TrafficMetrics metrics) throws BadInputException {
        if (metrics == null) {
            throw new BadInputException(
                    "give metrics: prometheus(url: ...) or probe(...); without measurements nothing passes");
        }
    }

    /** What differs from the policy, as its section {@code traffic} in JSON text. */
    public void setRules(@NonNull String rules) {
        this.rules = rules;
    }

    /** A file of the workspace; null for none. */
    public void setPolicyFile(@CheckForNull String policyFile) {
        this.policyFile = policyFile;
    }

    /** Whether a workspace is needed to know the rules. */
    boolean hasPolicyFile() {
        return policyFile != null;
    }

    /** Takes from the policy what the step does not say itself; from then on the file is not looked at any more. */
    void readPolicy(@CheckForNull FilePath workspace) throws BadInputException, IOException, InterruptedException {
        if (workspace == null) {
            throw new BadInputException(
                    "policy: " + policyFile + " is a file of the workspace; run this step inside a node block");
        }
        String text = WorkspaceText.read(workspace, policyFile, "policy");
        ObjectNode section = Json.object();
        if (Policy.parse(text, policyFile).document().path("traffic") instanceof ObjectNode written) {
            section.setAll(written);
        }
        section.setAll((ObjectNode) Json.parse(rules, "the traffic rules"));
        rules = Json.compact(section);
        policyFile = null;
    }

    /** Whether somebody else splits, and nothing in a cluster is changed. */
    public boolean isExternal() {
        return route.equals(EXTERNAL);
    }

    /** @param namespace of names that bring none */
    @NonNull
    RouteRequest request(@NonNull String namespace) throws BadInputException {
        int slash = route.indexOf('/');
        Router router = isExternal() ? Router.EXTERNAL : ROUTERS.get(route.substring(0, Math.max(0, slash)));
        String name = isExternal() ? EXTERNAL : route.substring(slash + 1);
        if (router == null || name.isBlank() || name.indexOf('/') >= 0) {
            throw new BadInputException("route: '" + route
                    + "' is none of httproute/NAME, virtualservice/NAME, ingress/NAME, deployment/NAME, external");
        }
        TrafficRules asked = rules();
        return new RouteRequest(
                router,
                mirror ? RouteRequest.Mode.MIRROR : RouteRequest.Mode.WEIGHT,
                namespace,
                name,
                rule,
                backend("production", production, namespace),
                backend("candidate", candidate, namespace),
                asked.share());
    }

    /** @param holder who asks, for the lease */
    @NonNull
    GateSettings settings(@NonNull RouteRequest request, @NonNull TrafficMetrics metrics, @NonNull String holder)
            throws BadInputException {
        TrafficRules asked = rules();
        GateSettings settings = new GateSettings(
                request,
                asked.limits(),
                certify,
                metrics.expectedShare(asked.share(), mirror),
                asked.window(),
                asked.maxWindow(),
                Amounts.duration("warmUp", warmUp),
                Amounts.duration("interval", interval == null ? metrics.usualInterval() : interval),
                holder);
        settings.check();
        return settings;
    }

    private TrafficRules rules() throws BadInputException {
        return TrafficRules.of(Json.parse(rules, "the traffic rules"));
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
