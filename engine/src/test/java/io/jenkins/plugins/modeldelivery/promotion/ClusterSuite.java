package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.Kubeconfig;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same protocol against any real cluster, as the service account of the documentation: {@code -Dtest=ClusterSuite
 * -Dkubeconfig=FILE}, where FILE may make namespaces, roles and service accounts. Works in one namespace that it makes and
 * removes. {@code -DimageA=} and {@code -DimageB=} name two images by digest that the cluster can pull and that stay up.
 */
@Tag("cluster")
class ClusterSuite {
    private static final String A = System.getProperty(
            "imageA", "registry.k8s.io/pause@sha256:7031c1b283388d2c2e09b57badb803c05ebed362dc88d84b480cc47f72a21097");
    private static final String B = System.getProperty(
            "imageB", "registry.k8s.io/pause@sha256:ee6521f290b2168b6e0935a181d4cff9be1ac3f505666ef0e3c98fae8199917a");
    private static final String BROKEN = A.substring(0, A.indexOf('@') + 1) + "sha256:" + "0".repeat(64);
    private static final String NAMESPACE =
            "model-delivery-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    Path directory;

    private static ClusterConnection admin;
    private static KubernetesClient client;

    @BeforeAll
    static void createNamespace() throws Exception {
        String kubeconfig = System.getProperty("kubeconfig", "");
        assertThat(kubeconfig)
                .as("no cluster was named; give -Dkubeconfig=FILE")
                .isNotEmpty();
        admin = Kubeconfig.read(Path.of(kubeconfig), null);
        client = admin.open();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("deployer")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterAll
    static void removeNamespace() {
        if (client != null) {
            client.namespaces().withName(NAMESPACE).delete();
            client.close();
        }
    }

    @Test
    void shouldPromoteFailRevertAndRollBackWithLeastPrivilege() throws Exception {
        deployment("scorer");
        role("scorer", List.of("get", "update"));
        try (KubernetesClient deployer = as(token()).open();
                Ledger ledger = Ledger.in(directory.resolve("ledger"))) {
            Environment environment = environment("scorer");
            Promotion promotion = promotion(environment, deployer, ledger);
            Driver driver = new Driver(promotion, environment, Sleeper.REAL);
            assertThat(driver.run(promotion.prepare(request("a", A)), d -> {}).outcome())
                    .isEqualTo(Outcome.PROMOTED);
            assertThat(driver.run(promotion.prepare(request("b", B)), d -> {}).outcome())
                    .isEqualTo(Outcome.PROMOTED);
            Delivery broken = driver.run(promotion.prepare(request("c", BROKEN)), d -> {});
            assertThat(broken.outcome()).as(broken.toText()).isEqualTo(Outcome.REVERTED);
            assertThat(broken.failure()).containsAnyOf("ErrImagePull", "ImagePullBackOff");
            assertThat(live("scorer")).isEqualTo(B);
            Actor actor = new Actor("suite", "suite", Optional.empty());
            Delivery back =
                    driver.run(promotion.prepare(new RollbackRequest("suite", "previous", "suite", actor)), d -> {});
            assertThat(back.outcome()).as(back.toText()).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(live("scorer")).isEqualTo(A);
        }
    }

    @Test
    void shouldNameTheRightThatIsMissing() throws Exception {
        deployment("readonly");
        role("readonly", List.of("get"));
        try (KubernetesClient deployer = as(token()).open();
                Ledger ledger = Ledger.in(directory.resolve("ledger"))) {
            Promotion promotion = promotion(environment("readonly"), deployer, ledger);
            assertThatThrownBy(() -> promotion.prepare(request("a", A)))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("update deployments.apps/readonly");
        }
    }

    private static Environment environment(String name) throws Exception {
        return Environment.of(
                "suite",
                WorkloadRef.parse(NAMESPACE, "deployment/" + name),
                "model",
                "",
                Set.of(),
                new Environment.Timing(
                        Duration.ofMinutes(3),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(20),
                        Duration.ZERO));
    }

    private static Promotion promotion(Environment environment, KubernetesClient client, Ledger ledger) {
        return new Promotion(
                environment, new WorkloadClient(client, environment.workload(), "model"), ledger, Clock.systemUTC());
    }

    private static PromotionRequest request(String version, String image) {
        return new PromotionRequest(
                "suite", version, Optional.of(image), Optional.empty(), new Actor("suite", "suite", Optional.empty()));
    }

    private static String live(String name) {
        return client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(name)
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getImage();
    }

    private static ClusterConnection as(String token) throws Exception {
        return admin.withoutCredentials().withToken(token);
    }

    private static String token() {
        return client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("deployer")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(1200L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    private static void role(String name, List<String> verbs) {
        PolicyRule workload = new PolicyRuleBuilder()
                .withApiGroups("apps")
                .withResources("deployments")
                .withResourceNames(name)
                .withVerbs(verbs)
                .build();
        PolicyRule lists = new PolicyRuleBuilder()
                .withApiGroups("apps", "")
                .withResources("replicasets", "pods")
                .withVerbs("list")
                .build();
        client.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withRules(workload, lists)
                        .build())
                .create();
        client.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                        .addNewSubject("", "ServiceAccount", "deployer", NAMESPACE)
                        .build())
                .create();
    }

    private static void deployment(String name) {
        client.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(2)
                        .withNewSelector()
                        .addToMatchLabels("app", name)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("app", name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("model")
                        .withImage(A)
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(name)
                .waitUntilCondition(
                        d -> d != null
                                && d.getStatus() != null
                                && Integer.valueOf(2).equals(d.getStatus().getAvailableReplicas()),
                        3,
                        TimeUnit.MINUTES);
    }
}
