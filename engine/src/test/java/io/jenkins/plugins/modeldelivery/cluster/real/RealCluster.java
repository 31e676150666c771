package io.jenkins.plugins.modeldelivery.cluster.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.Kubeconfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * A namespace of its own in the cluster of {@code -Dkubeconfig=FILE}, gone again when closed. {@code -DimageA=} and {@code
 * -DimageB=} name two images by digest that the cluster can pull and that stay up.
 */
public final class RealCluster implements AutoCloseable {
    public static final String A = System.getProperty(
            "imageA", "registry.k8s.io/pause@sha256:7031c1b283388d2c2e09b57badb803c05ebed362dc88d84b480cc47f72a21097");
    public static final String B = System.getProperty(
            "imageB", "registry.k8s.io/pause@sha256:ee6521f290b2168b6e0935a181d4cff9be1ac3f505666ef0e3c98fae8199917a");

    /** Nobody has an image of this digest. */
    public static final String BROKEN = A.substring(0, A.indexOf('@') + 1) + "sha256:" + "0".repeat(64);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long TOKEN_SECONDS = 1200;

    public final String namespace =
            "model-delivery-" + UUID.randomUUID().toString().substring(0, 8);
    public final ClusterConnection admin;
    public final KubernetesClient client;

    public RealCluster() throws Exception {
        String kubeconfig = System.getProperty("kubeconfig", "");
        assertThat(kubeconfig)
                .as("no cluster was named; give -Dkubeconfig=FILE")
                .isNotEmpty();
        admin = Kubeconfig.read(Path.of(kubeconfig), null);
        client = admin.open();
        create("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(namespace));
        create("{apiVersion: v1, kind: ServiceAccount, metadata: {name: deployer}}");
    }

    /** Makes an object from its manifest, in this namespace unless the manifest names another. */
    public HasMetadata create(String manifest) {
        var resource = client.resource(manifest);
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
    }

    /** Lets the service account do that: a Role with these rules, as a YAML list. */
    public void allow(String name, String rules) {
        create("{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: %s}, rules: %s}"
                .formatted(name, rules));
        create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
                subjects: [{kind: ServiceAccount, name: deployer, namespace: %s}]
                """.formatted(name, namespace));
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
        return admin.withoutCredentials().withToken(token);
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
        client.close();
    }
}
