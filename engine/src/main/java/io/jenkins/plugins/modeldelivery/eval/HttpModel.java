package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.WholeAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * An HTTP/1.1 endpoint, so that N requests under way are N connections. The timeout holds for the whole exchange, body
 * included. Redirects are followed only as 307 or 308 to the same scheme, host and port.
 */
final class HttpModel implements Model {
    private static final int MOST_HOPS = 3;
    private static final int SNIPPET = 200;
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 502, 503, 504);
    private static final Set<Integer> UNUSABLE = Set.of(401, 403, 404, 405);

    private final EndpointAccess access;
    private final Duration timeout;
    private final int mostBytes;
    private final HttpClient client;

    /** @param mostBytes a larger answer is broken off and counts as failed */
    HttpModel(EndpointAccess access, Duration timeout, int mostBytes) throws BadInputException {
        this.access = access;
        this.timeout = timeout;
        this.mostBytes = mostBytes;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                // nothing that is called back ever waits, so the selector's thread can do it: a third of the thread
                // switches
                .executor(Runnable::run)
                .connectTimeout(timeout);
        if (access.authorities().isPresent()) {
            builder.sslContext(CertificateTrust.in(access.authorities().get()));
        }
        client = builder.build();
    }

    @Override
    public Session open() {
        return new Session() {
            @Override
            public void prepare(byte[] request) {
                // connections are made by the client when they are needed
            }

            @Override
            public byte[] ask(byte[] request) throws RequestFailure, InterruptedException {
                return exchange(request);
            }

            @Override
            public void close() {
                // an interrupted thread takes its exchange back itself
            }
        };
    }

    private byte[] exchange(byte[] body) throws RequestFailure, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        URI url = access.url();
        for (int hop = 0; ; hop++) {
            HttpResponse<byte[]> answer = send(url, body, deadline);
            int status = answer.statusCode();
            if (status >= 200 && status < 300) {
                return answer.body();
            }
            if ((status != 307 && status != 308) || hop == MOST_HOPS) {
                throw refused(status, answer);
            }
            url = redirected(url, answer);
        }
    }

    private HttpResponse<byte[]> send(URI url, byte[] body, long deadline) throws RequestFailure, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        access.headers().forEach(request::setHeader);
        try {
            return WholeAnswer.of(
                    client, request.build(), mostBytes, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private RequestFailure failure(IOException cause) {
        String message = access.withoutSecrets(
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        if (cause instanceof WholeAnswer.TooLarge) {
            return RequestFailure.answer("too large", "the answer has more than " + mostBytes + " bytes");
        }
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause.getCause() instanceof UnresolvedAddressException) {
            boolean unknown = cause.getCause() instanceof UnresolvedAddressException;
            return new RequestFailure("connect", unknown ? "the host name is not known" : message, true, true);
        }
        if (cause instanceof HttpTimeoutException) {
            return RequestFailure.timeout("no complete answer within " + timeout.toMillis() + " ms");
        }
        if (cause instanceof SSLException) {
            return new RequestFailure("tls", message, false, true);
        }
        return new RequestFailure("connection", message, true, false);
    }

    private RequestFailure refused(int status, HttpResponse<byte[]> answer) {
        byte[] body = answer.body();
        String snippet = access.withoutSecrets(new String(body, StandardCharsets.UTF_8));
        snippet = snippet.length() > SNIPPET ? snippet.substring(0, SNIPPET) + "..." : snippet;
        return new RequestFailure(
                "http " + status,
                snippet.isBlank() ? "no reason given" : snippet,
                PASSING.contains(status),
                UNUSABLE.contains(status));
    }

    private RequestFailure leaves(int status, String where) {
        return new RequestFailure(
                "http " + status,
                "redirects to " + where + ", which is another place; give its URL if it is right",
                false,
                true);
    }

    private URI redirected(URI from, HttpResponse<byte[]> answer) throws RequestFailure {
        Optional<String> location = answer.headers().firstValue("Location");
        if (location.isEmpty()) {
            throw refused(answer.statusCode(), answer);
        }
        URI to;
        try {
            to = from.resolve(location.get());
        } catch (IllegalArgumentException e) {
            throw refused(answer.statusCode(), answer);
        }
        boolean same = from.getScheme().equalsIgnoreCase(to.getScheme())
                && from.getHost().equalsIgnoreCase(to.getHost())
                && from.getPort() == to.getPort();
        if (!same) {
            throw leaves(answer.statusCode(), to.getScheme() + "://" + to.getRawAuthority());
        }
        return to;
    }

    @Override
    public RunHeader.RunTarget target() {
        return RunHeader.RunTarget.url(access.toString());
    }

    @Override
    public String describe() {
        return access.toString();
    }

    @Override
    public void close() {
        // the client ends with its last exchange
    }

    /** Trust in the certificates of a file instead of the platform's. */
    static final class CertificateTrust {
        private CertificateTrust() {}

        static SSLContext in(Path authorities) throws BadInputException {
            try (InputStream in = Files.newInputStream(authorities)) {
                Collection<? extends Certificate> certificates =
                        CertificateFactory.getInstance("X.509").generateCertificates(in);
                if (certificates.isEmpty()) {
                    throw new BadInputException(authorities + " holds no certificate; PEM was expected");
                }
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                int number = 0;
                for (Certificate certificate : certificates) {
                    store.setCertificateEntry("ca-" + number++, certificate);
                }
                TrustManagerFactory managers =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                managers.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, managers.getTrustManagers(), null);
                return context;
            } catch (CertificateException e) {
                throw new BadInputException(authorities + " holds no certificates in PEM form", e);
            } catch (IOException e) {
                throw new BadInputException(authorities + " cannot be read: " + e.getMessage(), e);
            } catch (GeneralSecurityException e) {
                throw new BadInputException(authorities + " cannot be used: " + e.getMessage(), e);
            }
        }
    }
}
