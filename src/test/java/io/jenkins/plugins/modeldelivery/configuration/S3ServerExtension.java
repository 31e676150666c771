package io.jenkins.plugins.modeldelivery.configuration;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.jenkins.plugins.modeldelivery.io.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The real S3 server of the engine's tests (signatures checked) in a JVM of its own, for tests of the Jenkins half. */
public final class S3ServerExtension implements BeforeAllCallback, AfterAllCallback {
    public static final String BUCKET = "ledgers";
    public static final String CREDENTIALS_ID = "ledger-keys";
    public static final String ACCESS_KEY = "AKTEST";
    public static final String SECRET_KEY = "not-a-real-secret";

    private Process process;
    private int port;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path jars = Path.of("engine", "target", "s3proxy").toAbsolutePath();
        assumeTrue(Files.isDirectory(jars), jars + " is made by building the engine first, as ./dev test does");
        port = FreePort.find();
        Path properties = Files.createTempFile("s3proxy", ".properties");
        Files.write(
                properties,
                List.of(
                        "s3proxy.endpoint=" + endpoint(),
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + ACCESS_KEY,
                        "s3proxy.credential=" + SECRET_KEY,
                        "jclouds.provider=transient"));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Dlogback.configurationFile="
                                + Path.of("engine", "src", "test", "resources", "s3proxy", "logback.xml")
                                        .toAbsolutePath(),
                        "-cp",
                        jars + File.separator + "*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().atMost(60, SECONDS).until(this::answers);
        Files.delete(properties);
        try (S3Client client = client()) {
            client.createBucket(request -> request.bucket(BUCKET));
        }
    }

    private S3Client client() {
        return S3Client.builder()
                .endpointOverride(URI.create(endpoint()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build();
    }

    /** Puts a data file into the bucket. */
    public void put(String key, String content) {
        try (S3Client client = client()) {
            client.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(content));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            process.waitFor(10, SECONDS);
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** Adds the server's keys to the system store, with the given secret. */
    public static void addCredentials(String secretKey) throws IOException {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new AWSCredentialsImpl(CredentialsScope.GLOBAL, CREDENTIALS_ID, ACCESS_KEY, secretKey, ""));
        SystemCredentialsProvider.getInstance().save();
    }

    public static void addCredentials() throws IOException {
        addCredentials(SECRET_KEY);
    }

    /** A place in the server's bucket. */
    public S3LedgerLocation location(String prefix) {
        S3LedgerLocation location = new S3LedgerLocation(BUCKET);
        location.setPrefix(prefix);
        location.setEndpoint(endpoint());
        location.setPathStyle(true);
        location.setCredentialsId(CREDENTIALS_ID);
        return location;
    }

    /** Starts the engine's command line on a ledger in the server's bucket. */
    public Process commandLine(Path jar, String prefix, String... command) throws IOException {
        List<String> call = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString()));
        call.addAll(List.of(command));
        call.addAll(List.of("--ledger", "s3://" + BUCKET + "/" + prefix, "--endpoint-url", endpoint(), "--path-style"));
        ProcessBuilder builder = new ProcessBuilder(call).redirectErrorStream(true);
        builder.environment().put("AWS_ACCESS_KEY_ID", ACCESS_KEY);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
        return builder.start();
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the S3 server died");
            }
            return false;
        }
    }
}
