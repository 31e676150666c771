package io.jenkins.plugins.modeldelivery.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Whoever holds signed addresses reads these objects and no others, without a key. */
@ExtendWith(S3Server.Extension.class)
class SignedObjectsTest {
    private static final String KEY = "signed/dt=2026-11-01/part 0+ä.jsonl";

    private static final Duration SOON = Duration.ofSeconds(3);

    @TempDir
    Path dir;

    private static S3Objects open(S3Server server, String path) throws Exception {
        return S3Objects.open(
                "s3://" + S3Server.BUCKET + "/" + path,
                Optional.of(server.endpoint()),
                Optional.empty(),
                true,
                S3Server.credentials());
    }

    private static void put(S3Server server, String key, String content) {
        try (S3Client client = S3Clients.client(server.settings("x"), S3Server.credentials())) {
            client.putObject(
                    request -> request.bucket(S3Server.BUCKET).key(key),
                    RequestBody.fromBytes(content.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static SignedAddresses sent(SignedAddresses addresses) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(addresses);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (SignedAddresses) in.readObject();
        }
    }

    @Test
    void shouldReadWhatWasSignedForWhereverThatIsSentTo(S3Server server) throws Exception {
        put(server, KEY, "{\"id\":1}\n");
        try (S3Objects objects = open(server, "signed/")) {
            SignedAddresses addresses = sent(objects.signed(objects.list(), Duration.ofMinutes(5)));
            assertThat(addresses.toString()).contains("1 objects").doesNotContain("X-Amz", S3Server.ACCESS_KEY);
            try (DataObjects signed = addresses.open()) {
                assertThat(signed.list()).containsExactly(KEY);
                List<Path> copies = new ArrayList<>();
                String content = signed.withCopy(KEY, copy -> {
                    copies.add(copy);
                    return text(copy);
                });
                assertThat(content).isEqualTo("{\"id\":1}\n");
                assertThat(copies.get(0)).doesNotExist();
                assertThatThrownBy(() -> signed.download("signed/other", dir.resolve("x")))
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining("was not handed over");
            }
        }
    }

    @Test
    void shouldLeaveNoCopyOfAFailedUse(S3Server server) throws Exception {
        put(server, KEY, "x");
        List<Path> copies = new ArrayList<>();
        try (S3Objects objects = open(server, KEY)) {
            assertThatThrownBy(() -> objects.withCopy(KEY, copy -> {
                        copies.add(copy);
                        throw new InterruptedException("aborted");
                    }))
                    .isInstanceOf(InterruptedException.class);
        }
        assertThat(copies.get(0)).doesNotExist();
    }

    @Test
    void shouldSayInOneLineWhatIsWrongAndNeverAnAddress(S3Server server) throws Exception {
        put(server, KEY, "x");
        try (S3Objects objects = open(server, KEY)) {
            DataObjects missing = objects.signed(List.of("signed/none.jsonl"), Duration.ofMinutes(5))
                    .open();
            assertThatThrownBy(() -> missing.download("signed/none.jsonl", dir.resolve("x")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessage("s3://" + S3Server.BUCKET + "/signed/none.jsonl does not exist");
        }
        S3Objects wrong = S3Objects.open(
                "s3://" + S3Server.BUCKET + "/" + KEY,
                Optional.of(server.endpoint()),
                Optional.empty(),
                true,
                StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Server.ACCESS_KEY, "another-secret")));
        DataObjects refused = wrong.signed(List.of(KEY), Duration.ofMinutes(5)).open();
        assertThatThrownBy(() -> refused.download(KEY, dir.resolve("x")))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("HTTP 403")
                .hasMessageNotContaining("X-Amz")
                .hasMessageNotContaining(S3Server.ACCESS_KEY);
        SignedObjects nobody = new SignedObjects(
                "b", Map.of("k", "http://127.0.0.1:1/b/k?X-Amz-Signature=secret"), SOON, duration -> {});
        assertThatThrownBy(() -> nobody.download("k", dir.resolve("x")))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("s3://b/k could not be read: ConnectException")
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldTryAgainWhatPasses() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        http.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = "0123456789".getBytes(StandardCharsets.UTF_8);
                if (asked.incrementAndGet() == 1) {
                    exchange.sendResponseHeaders(503, -1);
                } else if (asked.get() == 2) {
                    exchange.sendResponseHeaders(200, 100); // and breaks off
                    exchange.getResponseBody().write(body);
                    exchange.getResponseBody().flush();
                } else {
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            }
        });
        http.start();
        try {
            List<Duration> pauses = new ArrayList<>();
            String address = "http://127.0.0.1:" + http.getAddress().getPort() + "/k";
            Path file = dir.resolve("copy");
            new SignedObjects("b", Map.of("k", address), SOON, pauses::add).download("k", file);
            assertThat(Files.readString(file)).isEqualTo("0123456789");
            assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
        } finally {
            http.stop(0);
        }
    }

    @Test
    void shouldGiveUpOnASilentServerAndHearAnAbortMeanwhile() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        http.setExecutor(Executors.newCachedThreadPool());
        http.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                asked.countDown();
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        http.start();
        try {
            String address = "http://127.0.0.1:" + http.getAddress().getPort() + "/k";
            SignedObjects impatient = new SignedObjects("b", Map.of("k", address), Duration.ofSeconds(1), d -> {});
            assertThatThrownBy(() -> impatient.download("k", dir.resolve("x")))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("nothing came for 1 s");
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread reader = new Thread(() -> {
                try {
                    new SignedObjects("b", Map.of("k", address)).download("k", dir.resolve("y"));
                } catch (Exception e) {
                    ended.complete(e);
                }
            });
            reader.start();
            asked.await();
            reader.interrupt();
            assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        } finally {
            end.countDown();
            http.stop(0);
        }
    }

    @Test
    void shouldFollowNoRedirectToAnotherPlace() throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        http.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
                exchange.sendResponseHeaders(307, -1);
            }
        });
        http.start();
        try {
            String address = "http://127.0.0.1:" + http.getAddress().getPort() + "/k";
            assertThatThrownBy(() -> new SignedObjects("b", Map.of("k", address), SOON, duration -> {})
                            .download("k", dir.resolve("x")))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("HTTP 307");
        } finally {
            http.stop(0);
        }
    }

    private static String text(Path file) throws BadInputException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BadInputException(e.getMessage(), e);
        }
    }
}
