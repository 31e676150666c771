package io.jenkins.plugins.modeldelivery.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.io.HttpUrl;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/**
 * How to reach one API server: its URL, whom to trust, and who we are. Immutable; all material is inline, so that making
 * a client neither reads a file nor runs a program. Serialisable, to be sent to where the cluster can be reached; its
 * text form never shows a secret.
 */
public final class ClusterConnection implements Serializable {
    private static final long serialVersionUID = 1;

    /** Default time to connect. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Largest answer: a workload's pods have a few KiB each. */
    public static final int MOST_BYTES = 32 << 20;
    /** Default time for one request and its answer, to the last byte. */
    public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

    private static final int PATH_HASH = 12;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final String server;
    private final String name;
    private String namespace = "default";
    private String caPem;
    private String token;
    private String certificatePem;
    private String keyPem;
    private HttpProxy proxy;
    private Duration connectTimeout = CONNECT_TIMEOUT;
    private Duration requestTimeout = REQUEST_TIMEOUT;

    private ClusterConnection(String server, String name) {
        this.server = server;
        this.name = name;
    }

    /**
     * A connection without credentials to {@code https://host[:port][/path]}. Plain http is for a local proxy: credentials
     * are never sent over it except to the own machine.
     *
     * @throws BadInputException when it is not such a URL, or carries a user, a query or a fragment
     */
    public static ClusterConnection to(String server) throws BadInputException {
        URI uri = HttpUrl.of(server)
                .filter(url -> url.getRawQuery() == null)
                .orElseThrow(() -> new BadInputException("server: '" + shown(server) + "' is not https://host[:port]"));
        return new ClusterConnection(uri.toString(), nameOf(uri));
    }

    private static String shown(String server) {
        // A URL with a user part may hold a password: show only what follows it.
        String text = server == null ? "" : PlainText.shown(server);
        return text.substring(text.lastIndexOf('@') + 1);
    }

    /** Several clusters may be behind one host, told apart by the path: its hash says which, however long it is. */
    private static String nameOf(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return path.isEmpty()
                ? hostName(uri)
                : hostName(uri) + "-"
                        + Sha256.of(path.getBytes(StandardCharsets.UTF_8)).substring(0, PATH_HASH);
    }

    private static String hostName(URI uri) {
        String raw = uri.getHost() + (uri.getPort() < 0 ? "" : "-" + uri.getPort());
        String name =
                raw.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-").replaceAll("^[^a-z0-9]+", "");
        return name.isEmpty() ? "cluster" : name;
    }

    /** The certificates (PEM, one or more) to trust instead of those of the Java platform. */
    public ClusterConnection withCertificateAuthority(String pem) throws BadInputException {
        Pem.certificates(pem, "certificate-authority-data");
        ClusterConnection copy = copy();
        copy.caPem = pem;
        return copy;
    }

    /** A bearer token, as of a service account. */
    public ClusterConnection withToken(String bearer) throws BadInputException {
        if (bearer == null || bearer.isBlank() || !bearer.strip().matches("[\\x21-\\x7e]+")) {
            throw new BadInputException("token: empty or not one word of printable characters");
        }
        ClusterConnection copy = copy();
        copy.token = bearer.strip();
        copy.refuseClearText();
        return copy;
    }

    /** A client certificate and its key, both PEM; the key as PKCS#8, PKCS#1 (RSA) or SEC1 (EC), not encrypted. */
    public ClusterConnection withClientCertificate(String certificate, String key) throws BadInputException {
        Pem.certificates(certificate, "client-certificate-data");
        Pem.privateKey(key, "client-key-data");
        ClusterConnection copy = copy();
        copy.certificatePem = certificate;
        copy.keyPem = key;
        copy.refuseClearText();
        return copy;
    }

    public ClusterConnection withNamespace(String value) {
        ClusterConnection copy = copy();
        copy.namespace = value;
        return copy;
    }

    public ClusterConnection withProxy(HttpProxy value) {
        ClusterConnection copy = copy();
        copy.proxy = value;
        return copy;
    }

    public ClusterConnection withTimeouts(Duration connect, Duration request) {
        ClusterConnection copy = copy();
        copy.connectTimeout = connect;
        copy.requestTimeout = request;
        return copy;
    }

    /** A new client, to be closed by the caller. Nothing is sent yet. */
    public KubernetesClient open() throws BadInputException {
        return ClientFactory.open(this);
    }

    public String server() {
        return server;
    }

    /** {@code host} or {@code host-port}, and the hash of a path where there is one; a valid name for keys and paths. */
    public String name() {
        return name;
    }

    /** How releases before told it, without the path: what they left in a ledger under this name may be another cluster's. */
    public String formerName() {
        return hostName(URI.create(server));
    }

    /** An address without what may be written in several ways: case, default port, slashes at the end. */
    public static String address(String server) {
        URI uri = URI.create(server);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = uri.getPort() == (scheme.equals("https") ? HTTPS : HTTP);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT)
                + (uri.getPort() < 0 || usual ? "" : ":" + uri.getPort()) + path;
    }

    /** The namespace of the kubeconfig's context, "default" where none is given. */
    public String namespace() {
        return namespace;
    }

    Optional<String> caPem() {
        return Optional.ofNullable(caPem);
    }

    Optional<String> token() {
        return Optional.ofNullable(token);
    }

    Optional<String> certificatePem() {
        return Optional.ofNullable(certificatePem);
    }

    Optional<String> keyPem() {
        return Optional.ofNullable(keyPem);
    }

    Optional<HttpProxy> proxy() {
        return Optional.ofNullable(proxy);
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Duration requestTimeout() {
        return requestTimeout;
    }

    private void refuseClearText() throws BadInputException {
        URI uri = URI.create(server);
        boolean local = uri.getHost().matches("localhost|127\\.[0-9.]+|\\[::1\\]");
        if ("http".equalsIgnoreCase(uri.getScheme()) && !local) {
            throw new BadInputException("server: credentials are not sent in clear text to " + server + "; use https");
        }
    }

    private ClusterConnection copy() {
        ClusterConnection copy = new ClusterConnection(server, name);
        copy.namespace = namespace;
        copy.caPem = caPem;
        copy.token = token;
        copy.certificatePem = certificatePem;
        copy.keyPem = keyPem;
        copy.proxy = proxy;
        copy.connectTimeout = connectTimeout;
        copy.requestTimeout = requestTimeout;
        return copy;
    }

    @Override
    public String toString() {
        String who = token != null ? "token" : certificatePem != null ? "client certificate" : "anonymous";
        return server + " (" + who + ")";
    }

    /** Makes clients that look at nothing but the connection they were given. */
    static final class ClientFactory {
        private ClientFactory() {}

        static KubernetesClient open(ClusterConnection connection) throws BadInputException {
            Config config = config(connection);
            KeyManager[] keys = connection.certificatePem().isPresent()
                    ? Pem.keyManagers(
                            connection.certificatePem().get(),
                            connection.keyPem().orElseThrow())
                    : null;
            TrustManager[] trust = connection.caPem().isPresent()
                    ? Pem.trustManagers(connection.caPem().get())
                    : Pem.platformTrust();
            KubernetesClientBuilder builder = new KubernetesClientBuilder()
                    .withConfig(config)
                    .withHttpClientFactory(new StayingFactory(connection.requestTimeout()));
            // Ours instead of the client's: it cannot read EC keys in PKCS#8, and it falls back to files of this
            // machine.
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

        /**
         * An API server does not redirect; whoever does wants our requests elsewhere. The time holds for an answer to its last
         * byte, and so does its size: nothing here watches or follows a log.
         */
        private static final class StayingFactory extends OkHttpClientFactory {
            private final Duration time;

            StayingFactory(Duration time) {
                this.time = time;
            }

            @Override
            protected void additionalConfig(OkHttpClient.Builder builder) {
                builder.followRedirects(false)
                        .followSslRedirects(false)
                        .callTimeout(time)
                        .addInterceptor(StayingFactory::answer);
            }

            private static Response answer(Interceptor.Chain chain) throws IOException {
                try {
                    return bounded(chain.proceed(chain.request()));
                } catch (IllegalArgumentException | IllegalStateException e) {
                    // of a length below zero, for example; as it is, it would end the client's thread and nobody would
                    // be told
                    throw new IOException("the answer is no HTTP: " + e.getMessage(), e);
                }
            }

            private static Response bounded(Response answer) {
                ResponseBody body = answer.body();
                if (body.contentLength() < -1) {
                    throw new IllegalArgumentException("a body of " + body.contentLength() + " bytes");
                }
                Source source = new ForwardingSource(body.source()) {
                    private long left = MOST_BYTES;

                    @Override
                    public long read(Buffer sink, long count) throws IOException {
                        long read = super.read(sink, count);
                        left -= Math.max(0, read);
                        if (left < 0) {
                            throw new IOException("the answer has more than " + (MOST_BYTES >> 20) + " MiB");
                        }
                        return read;
                    }
                };
                return answer.newBuilder()
                        .body(ResponseBody.create(Okio.buffer(source), body.contentType(), body.contentLength()))
                        .build();
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
}
