package io.jenkins.plugins.modeldelivery.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConnectionTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void shouldPresentAClientCertificateWhoseKeyIsPkcs8(String algorithm) throws Exception {
        KeyStore server = KeyPairs.selfSigned(directory, "server", "RSA");
        KeyStore client = KeyPairs.selfSigned(directory, "client", algorithm);
        String ca = KeyPairs.certificate(server, "server");
        List<String> seen = new ArrayList<>();
        HttpsServer https = server(server, KeyPairs.certificate(client, "client"), seen);
        try {
            String url = "https://localhost:" + https.getAddress().getPort();
            String kubeconfig = """
                    current-context: c
                    contexts: [{name: c, context: {cluster: k, user: u, namespace: models}}]
                    clusters: [{name: k, cluster: {server: "%s", certificate-authority-data: %s}}]
                    users: [{name: u, user: {client-certificate-data: %s, client-key-data: %s}}]
                    """.formatted(
                    url, b64(ca), b64(KeyPairs.certificate(client, "client")), b64(KeyPairs.key(client, "client")));
            ClusterConnection connection = Kubeconfig.parse(kubeconfig, null);
            assertThat(connection.namespace()).isEqualTo("models");
            try (KubernetesClient k8s = roundTrip(connection).open()) {
                assertThat(k8s.pods()
                                .inNamespace("models")
                                .withName("p")
                                .get()
                                .getMetadata()
                                .getName())
                        .isEqualTo("p");
            }
            assertThat(seen).containsExactly("CN=client model-delivery");

            // Without the CA the same server is a stranger, with and without a certificate of ours.
            ClusterConnection anonymous = ClusterConnection.to(url);
            ClusterConnection ours = anonymous.withClientCertificate(
                    KeyPairs.certificate(client, "client"), KeyPairs.key(client, "client"));
            for (ClusterConnection untold : List.of(anonymous, ours)) {
                try (KubernetesClient k8s = untold.open()) {
                    assertThatThrownBy(() -> ClusterFailures.call(
                                    "read pod p", () -> k8s.pods().withName("p").get()))
                            .isInstanceOf(UnreachableException.class)
                            .hasMessageContaining("TLS failed")
                            .hasMessageNotContaining("\n");
                }
            }
        } finally {
            https.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec-sec1.pem", "rsa-pkcs1.pem"})
    void shouldReadTheOlderKeyForms(String resource) throws Exception {
        try (var in = getClass().getResourceAsStream("/cluster/" + resource)) {
            String pem = new String(in.readAllBytes());
            assertThat(Pem.privateKey(pem, "client-key-data").getAlgorithm())
                    .isEqualTo(resource.startsWith("ec") ? "EC" : "RSA");
            String cut = pem.replaceFirst("\n[A-Za-z0-9+/=]+\n-----END", "\n-----END");
            assertThatThrownBy(() -> Pem.privateKey(cut, "client-key-data"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith("client-key-data:");
        }
    }

    @Test
    void shouldLookAtNothingButItself() throws Exception {
        ClusterConnection connection = ClusterConnection.to("https://k8s.example.com:6443")
                .withToken("sEcReT")
                .withProxy(new HttpProxy("proxy.example.com", 3128, "me", "pw", List.of("example.org")));
        Config config = ClusterConnection.ClientFactory.config(connection);
        assertThat(config.getMasterUrl()).isEqualTo("https://k8s.example.com:6443/");
        assertThat(config.getAutoConfigure()).isFalse();
        assertThat(config.isTrustCerts()).isFalse();
        assertThat(config.getHttpsProxy()).isEqualTo("http://proxy.example.com:3128");
        assertThat(config.getNoProxy()).containsExactly("example.org");
        assertThat(config.getRequestRetryBackoffLimit()).isZero();
        assertThat(connection.toString()).doesNotContain("sEcReT").contains("k8s.example.com");
        assertThat(connection.name()).isEqualTo("k8s.example.com-6443");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k8s.example.com", "ftp://k8s", "https://u:pw@k8s", "https://k8s?x=1", "https://k 8s"})
    void shouldRefuseWhatIsNoServer(String url) {
        assertThatThrownBy(() -> ClusterConnection.to(url))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("server:")
                .hasMessageNotContaining("pw");
    }

    @Test
    void shouldNotSendATokenInClearText() throws Exception {
        ClusterConnection remote = ClusterConnection.to("http://k8s.example.com");
        assertThatThrownBy(() -> remote.withToken("t")).hasMessageContaining("clear text");
        assertThat(ClusterConnection.to("http://127.0.0.1:8001").withToken("t"))
                .hasToString("http://127.0.0.1:8001 (token)");
    }

    private static ClusterConnection roundTrip(ClusterConnection connection) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(connection);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (ClusterConnection) in.readObject();
        }
    }

    private static HttpsServer server(KeyStore own, String clientCa, List<String> seen) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), Pem.trustManagers(clientCa), null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters params) {
                SSLParameters parameters = context.getDefaultSSLParameters();
                parameters.setNeedClientAuth(true);
                params.setSSLParameters(parameters);
            }
        });
        server.createContext("/", exchange -> {
            com.sun.net.httpserver.HttpsExchange https = (com.sun.net.httpserver.HttpsExchange) exchange;
            seen.add(https.getSSLSession().getPeerPrincipal().getName() + " "
                    + exchange.getRequestHeaders().getFirst("User-Agent"));
            byte[] body = "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\"}}".getBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String b64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes());
    }
}
