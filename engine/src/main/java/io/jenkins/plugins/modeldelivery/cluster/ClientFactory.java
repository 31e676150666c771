package io.jenkins.plugins.modeldelivery.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import okhttp3.OkHttpClient;

/** Makes clients that look at nothing but the connection they were given. */
final class ClientFactory {
    private ClientFactory() {}

    static KubernetesClient open(ClusterConnection connection) throws BadInputException {
        Config config = config(connection);
        KeyManager[] keys = connection.certificatePem().isPresent()
                ? Pem.keyManagers(
                        connection.certificatePem().get(), connection.keyPem().orElseThrow())
                : null;
        TrustManager[] trust = connection.caPem().isPresent()
                ? Pem.trustManagers(connection.caPem().get())
                : Pem.platformTrust();
        KubernetesClientBuilder builder =
                new KubernetesClientBuilder().withConfig(config).withHttpClientFactory(new StayingFactory());
        // Ours instead of the client's: it cannot read EC keys in PKCS#8, and it falls back to files of this machine.
        builder.withHttpClientBuilderConsumer(http -> http.sslContext(keys, trust));
        // The client finds services through the context class loader, which is Jenkins' in a step.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClientFactory.class.getClassLoader());
        try {
            return builder.build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** An API server does not redirect; whoever does wants our requests elsewhere. */
    private static final class StayingFactory extends OkHttpClientFactory {
        @Override
        protected void additionalConfig(OkHttpClient.Builder builder) {
            builder.followRedirects(false).followSslRedirects(false);
        }
    }

    static Config config(ClusterConnection connection) {
        ConfigBuilder builder = new ConfigBuilder(Config.empty())
                .withAutoConfigure(false)
                .withMasterUrl(connection.server())
                .withNamespace(connection.namespace())
                .withTrustCerts(false)
                .withDisableHostnameVerification(false)
                .withConnectionTimeout(millis(connection.connectTimeout()))
                .withRequestTimeout(millis(connection.requestTimeout()))
                .withRequestRetryBackoffLimit(0) // a hidden second PUT would hide a lost race
                .withUserAgent("model-delivery");
        connection.token().ifPresent(builder::withOauthToken);
        connection
                .proxy()
                .ifPresent(proxy -> builder.withHttpsProxy(proxy.url())
                        .withHttpProxy(proxy.url())
                        .withProxyUsername(proxy.user())
                        .withProxyPassword(proxy.password())
                        .withNoProxy(proxy.noProxy()));
        return builder.build();
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
