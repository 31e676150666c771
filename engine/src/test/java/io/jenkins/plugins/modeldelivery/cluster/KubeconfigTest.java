package io.jenkins.plugins.modeldelivery.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigTest {
    private static final String GOOD = """
            apiVersion: v1
            kind: Config
            current-context: prod
            contexts:
            - {name: prod, context: {cluster: k, user: deployer, namespace: models}}
            - {name: other, context: {cluster: k, user: nobody}}
            clusters:
            - {name: k, cluster: {server: "https://k8s.example.com:6443", insecure-skip-tls-verify: false}}
            users:
            - {name: deployer, user: {token: t0k3n}}
            - {name: nobody, user: {}}
            """;

    @Test
    void shouldTakeTheCurrentContextOrTheNamedOne() throws Exception {
        ClusterConnection prod = Kubeconfig.parse(GOOD, null);
        assertThat(prod.server()).isEqualTo("https://k8s.example.com:6443");
        assertThat(prod.namespace()).isEqualTo("models");
        assertThat(prod.token()).contains("t0k3n");
        ClusterConnection other = Kubeconfig.parse(GOOD, "other");
        assertThat(other.token()).isEmpty();
        assertThat(other.namespace()).isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exec|{command: touch, args: [MARKER]}",
                "auth-provider|{name: gcp, config: {cmd-path: MARKER}}",
                "tokenFile|MARKER",
                "client-certificate|MARKER",
                "client-key|MARKER",
                "username|admin",
                "as|system:admin",
                "surprise|x"
            })
    void shouldRefuseUserFieldsByName(String field, String value, @TempDir Path directory) throws Exception {
        Path marker = directory.resolve("marker");
        String yaml = GOOD.replace("{token: t0k3n}", "{token: t0k3n, " + field + ": " + value + "}")
                .replace("MARKER", marker.toString());
        assertThatThrownBy(() -> Kubeconfig.parse(yaml, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("kubeconfig: users[deployer].user." + field + " ")
                .hasMessageNotContaining("t0k3n")
                .hasMessageNotContaining("\n");
        // Also when another context is asked for: a file with a program in it is refused as a whole.
        assertThatThrownBy(() -> Kubeconfig.parse(yaml, "other")).isInstanceOf(BadInputException.class);
        assertThat(Files.exists(marker)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "certificate-authority|/etc/ssl/ca.pem",
                "insecure-skip-tls-verify|true",
                "proxy-url|http://proxy.example.com",
                "tls-server-name|other.example.com"
            })
    void shouldRefuseClusterFieldsByName(String field, String value) {
        String yaml = GOOD.replace("insecure-skip-tls-verify: false", field + ": \"" + value + "\"")
                .replace("\"true\"", "true");
        assertThatThrownBy(() -> Kubeconfig.parse(yaml, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("kubeconfig: clusters[k].cluster." + field + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "current-context: prod|current-context: ''|current-context is not set",
                "cluster: k,|cluster: gone,|clusters has no entry 'gone'",
                "{token: t0k3n}|{client-key-data: AAAA}|go together",
                "{token: t0k3n}|{token: [1]}|token is not a text",
                "{token: t0k3n}|{client-key-data: '*'}|is not base64",
                "users:|users: 3 #|not valid YAML",
                "server: \"https|server: \"file|is not https"
            })
    void shouldSayInOneLineWhatIsWrong(String from, String to, String message) {
        assertThatThrownBy(() -> Kubeconfig.parse(GOOD.replace(from, to), null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldRefuseAliasBombsAndObjects() {
        assertThatThrownBy(() -> Kubeconfig.parse("!!javax.script.ScriptEngineManager [x]", null))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> Kubeconfig.parse("- a", null)).hasMessageContaining("not a mapping");
    }
}
