package io.jenkins.plugins.modeldelivery.security;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * There is no way to switch the verification of certificates off, so there is nothing that a site with a FIPS mode would have
 * to refuse.
 */
class TlsTest {
    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.jenkins.plugins.modeldelivery");
    }

    @Test
    void shouldTrustNobodyByItsOwnRules() {
        noClasses().should().beAssignableTo(X509TrustManager.class).check(all);
        noClasses().should().beAssignableTo(HostnameVerifier.class).check(all);
    }

    @Test
    void shouldNotTellAnyLibraryToTrustEverybody() throws Exception {
        try (KubernetesClient client =
                ClusterConnection.to("https://k8s.example.com:6443").open()) {
            assertThat(client.getConfiguration().isTrustCerts()).isFalse();
            assertThat(client.getConfiguration().isDisableHostnameVerification())
                    .isFalse();
        }
        noClasses()
                .that()
                .doNotHaveSimpleName("ClientFactory") // says no, which the client above shows
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "trusts every certificate or host name",
                        (JavaCall<?> call) -> call.getName()
                                        .matches("(with|set)(TrustCerts|DisableHostnameVerification)")
                                || call.getName().matches("(hostnameVerifier|trustAll\\w*|tlsTrustManagersProvider)")))
                .check(all);
    }
}
