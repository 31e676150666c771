package io.jenkins.plugins.modeldelivery.cluster.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.Anonymous;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.Kubeconfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A namespace of its own in the cluster of {@code -Dkubeconfig=FILE}, gone again when closed. {@code -DimageA=} and {@code
 * -DimageB=} name two images by digest that the cluster can pull and that stay up, {@code -DwatchdogImage=} one with {@code
 * sh} and {@code kubectl}.
 */
public final class RealCluster implements AutoCloseable {
    public static final String A = System.getProperty(
            "imageA", "registry.k8s.io/pause@sha256:7031c1b283388d2c2e09b57badb803c05ebed362dc88d84b480cc47f72a21097");
    public static final String B = System.getProperty(
            "imageB", "registry.k8s.io/pause@sha256:ee6521f290b2168b6e0935a181d4cff9be1ac3f505666ef0e3c98fae8199917a");

    /** Nobody has an image of this digest. */
    public static final String BROKEN = A.substring(0, A.indexOf('@') + 1) + "sha256:" + "0".repeat(64);

    /** Empty where none was named. */
    public static final String WATCHDOG_IMAGE = System.getProperty("watchdogImage", "");

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long TOKEN_SECONDS = 1200;

    public final String namespace =
            "model-delivery-" + UUID.randomUUID().toString().substring(0, 8);
    public final ClusterConnection admin;
    public final KubernetesClient client;
    private final List<String> namespaces = new ArrayList<>();

    public RealCluster() throws Exception {
        String kubeconfig = System.getProperty("kubeconfig", "");
        assertThat(kubeconfig)
                .as("no cluster was named; give -Dkubeconfig=FILE")
                .isNotEmpty();
        admin = Kubeconfig.read(Path.of(kubeconfig), null);
        client = admin.open();
        makeNamespace(namespace);
        create("{apiVersion: v1, kind: ServiceAccount, metadata: {name: deployer}}");
    }

    private void makeNamespace(String name) {
        create("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(name));
        namespaces.add(name);
    }

    /** A second namespace, which goes with this one. */
    public String another() {
        String name = namespace + "-" + namespaces.size();
        makeNamespace(name);
        return name;
    }

    /** Skips the test, saying why, where the cluster does not have that kind: {@code httproutes.gateway.networking.k8s.io}. */
    public void require(String crd) {
        assumeThat(client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(crd)
                        .get())
                .as("the cluster has no " + crd)
                .isNotNull();
    }

    /** Makes an object from its manifest, in this namespace unless the manifest names another. */
    public HasMetadata create(String manifest) {
        // what begins with a brace is taken for JSON otherwise
        var resource = client.resource("---\n" + manifest);
        HasMetadata item = resource.item();
        boolean elsewhere =
                item.getMetadata().getNamespace() != null || item.getKind().equals("Namespace");
        return elsewhere
                ? resource.create()
                : client.resource(item).inNamespace(namespace).create();
    }

    /** Makes a Deployment or StatefulSet of that many replicas with the image {@link #A}, and waits until it is up. */
    public void workload(String kind, String name, int replicas) {
        create("""
                apiVersion: apps/v1
                kind: %s
                metadata: {name: %s}
                spec:
                  replicas: %d
                  %s
                  selector: {matchLabels: {app: %2$s}}
                  template:
                    metadata: {labels: {app: %2$s}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers: [{name: model, image: "%s", args: []}]
                """.formatted(kind, name, replicas, kind.equals("StatefulSet") ? "serviceName: " + name : "", A));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> client.pods().inNamespace(namespace).withLabel("app", name).list().getItems().stream()
                                .filter(pod -> pod.getStatus().getConditions().stream()
                                        .anyMatch(c -> c.getType().equals("Ready")
                                                && c.getStatus().equals("True")))
                                .count()
                        == replicas);
        Awaitility.await().atMost(PATIENCE).until(() -> isSettled(kind, name, replicas));
    }

    /** Whether the controller knows, too. */
    private boolean isSettled(String kind, String name, int replicas) {
        var all = client.genericKubernetesResources("apps/v1", kind)
                .inNamespace(namespace)
                .withName(name)
                .get();
        Long seen = all.get("status", "observedGeneration") instanceof Number n ? n.longValue() : 0L;
        return seen.equals(all.getMetadata().getGeneration())
                && Stream.of("replicas", "updatedReplicas", "availableReplicas")
                        .allMatch(count -> all.get("status", count) instanceof Number n && n.intValue() == replicas);
    }

    /** Lets the service account do that: a Role with these rules, as a YAML list. */
    public void allow(String name, String rules) {
        create("{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: %s}, rules: %s}"
                .formatted(name, rules));
        bind(namespace, name, "deployer");
    }

    /** Gives a Role of some namespace to a service account of this one. */
    public void bind(String where, String role, String account) {
        create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %s, namespace: %s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
                subjects: [{kind: ServiceAccount, name: %s, namespace: %s}]
                """.formatted(role, where, account, namespace));
    }

    /** The service account, which may do what was allowed and nothing else. */
    public ClusterConnection deployer() throws Exception {
        String token = client.serviceAccounts()
                .inNamespace(namespace)
                .withName("deployer")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(TOKEN_SECONDS)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        return Anonymous.of(admin).withToken(token);
    }

    @Override
    public void close() {
        namespaces.forEach(name -> client.namespaces().withName(name).delete());
        client.close();
    }
}
