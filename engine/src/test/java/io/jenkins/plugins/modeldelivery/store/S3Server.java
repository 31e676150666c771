package io.jenkins.plugins.modeldelivery.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real S3 server over HTTP that checks signatures (s3proxy), in a JVM of its own; one for all tests of a run. As an
 * extension it gives itself to tests as a parameter.
 */
public final class S3Server implements AutoCloseable {
    public static final String ACCESS_KEY = "AKTEST";
    public static final String SECRET_KEY = "not-a-real-secret";
    public static final String BUCKET = "ledgers";

    private final Process process;
    private final int port;

    private S3Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static S3Server start(int megabytes) throws IOException {
        Path jars = Path.of("target/s3proxy").toAbsolutePath();
        assertThat(jars).as("copied there by the build").isDirectory();
        int port = FreePort.find();
        Path properties = Files.createTempFile("s3proxy", ".properties");
        Files.write(
                properties,
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + ACCESS_KEY,
                        "s3proxy.credential=" + SECRET_KEY,
                        "jclouds.provider=transient"));
        Path logback = Path.of("src/test/resources/s3proxy/logback.xml").toAbsolutePath();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + megabytes + "m",
                        "-Dlogback.configurationFile=" + logback,
                        "-cp",
                        jars + File.separator + "*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "s3proxy-" + port + ".log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        S3Server server = new S3Server(process, port);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(server::answers);
        Files.delete(properties);
        try (S3Client client = S3Clients.client(server.settings("x"), credentials())) {
            client.createBucket(request -> request.bucket(BUCKET));
        }
        return server;
    }

    /** The same with less time for each try of a request. */
    public static S3Settings impatient(S3Settings known, Duration attempt) {
        return new S3Settings(
                known.bucket(), known.prefix(), known.endpoint(), known.region(), known.pathStyle(), attempt);
    }

    private boolean answers() {
        assertThat(process.isAlive())
                .as("s3proxy, see target/s3proxy-%d.log", port)
                .isTrue();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY));
    }

    public int port() {
        return port;
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** A place of its own below the bucket. */
    public S3Settings settings(String prefix) {
        return settings(prefix, port);
    }

    /** The same through another port. */
    public static S3Settings settings(String prefix, int port) {
        try {
            return S3Settings.of(
                    "s3://" + BUCKET + "/" + prefix, Optional.of("http://127.0.0.1:" + port), Optional.empty(), true);
        } catch (BadInputException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An empty store. */
    public ObjectStore emptyStore() throws Exception {
        return S3Store.open(settings("t" + UUID.randomUUID()), credentials());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the server when the first test asks for it. */
    public static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == S3Server.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(S3Server.class))
                    .getOrComputeIfAbsent(
                            S3Server.class,
                            type -> {
                                try {
                                    return start(256);
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            S3Server.class);
        }
    }
}
