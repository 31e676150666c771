package io.jenkins.plugins.modeldelivery.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.io.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Ceph's S3 gateway with the smallest cluster that it needs (a monitor and an object store in memory), where Debian's
 * packages radosgw, ceph-mon, ceph-osd and ceph-common are installed. An old, widespread server that refuses the
 * checksums which the SDK sends unless it is told not to.
 */
public final class RadosGateway implements AutoCloseable {
    private static final String[] PROGRAMS = {"radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph", "monmaptool"};
    private static final String BUCKET = "ledgers";

    private final Path directory;
    private final int port = FreePort.find();
    private final List<Process> daemons = new ArrayList<>();

    private RadosGateway(Path directory) throws IOException {
        this.directory = directory;
    }

    /** Whether everything that is needed can be found. */
    public static boolean isInstalled() {
        return Stream.of(PROGRAMS)
                .allMatch(program -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))));
    }

    /** Starts it with its data in a directory; 15 s on an idle machine. */
    public static RadosGateway start(Path directory) throws Exception {
        RadosGateway gateway = new RadosGateway(directory);
        try {
            gateway.boot();
        } catch (Exception | AssertionError e) {
            gateway.close();
            throw e;
        }
        return gateway;
    }

    private void boot() throws Exception {
        String cluster = UUID.randomUUID().toString();
        String disk = UUID.randomUUID().toString();
        int monitor = FreePort.find();
        for (String part : new String[] {"mon", "osd", "rgw", "run"}) {
            Files.createDirectories(directory.resolve(part));
        }
        Files.writeString(directory.resolve("ceph.conf"), """
                [global]
                fsid = %1$s
                mon host = [v2:127.0.0.1:%2$d]
                auth cluster required = none
                auth service required = none
                auth client required = none
                osd pool default size = 1
                osd pool default min size = 1
                osd pool default pg num = 1
                osd pool default pgp num = 1
                osd crush chooseleaf type = 0
                public network = 127.0.0.0/8
                run dir = %3$s/run
                admin socket = %3$s/run/$name.asok
                log file = %3$s/$name.log
                [mon]
                mon data = %3$s/mon
                [osd]
                osd data = %3$s/osd
                osd objectstore = memstore
                [client.rgw]
                ms mon client mode = crc
                rgw data = %3$s/rgw
                rgw frontends = beast endpoint=127.0.0.1:%4$d
                """.formatted(cluster, monitor, directory, port));
        String map = directory.resolve("monmap").toString();
        run("monmaptool", "--create", "--fsid", cluster, "--addv", "a", "[v2:127.0.0.1:" + monitor + "]", map);
        run("ceph-mon", "-i", "a", "--mkfs", "--monmap", map);
        daemon("ceph-mon", "-f", "-i", "a");
        run("ceph", "osd", "new", disk);
        run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk);
        run("ceph", "osd", "crush", "add", "osd.0", "1.0", "host=localhost", "root=default");
        daemon("ceph-osd", "-f", "-i", "0");
        daemon("radosgw", "-f", "-n", "client.rgw");
        run(
                "radosgw-admin",
                "-n",
                "client.rgw",
                "user",
                "create",
                "--uid=tester",
                "--display-name=tester",
                "--access-key=" + S3Server.ACCESS_KEY,
                "--secret-key=" + S3Server.SECRET_KEY);
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(this::answers);
        try (S3Client client = S3Clients.client(settings("x"), S3Server.credentials())) {
            client.createBucket(request -> request.bucket(BUCKET));
        }
    }

    private ProcessBuilder command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("-c", directory.resolve("ceph.conf").toString()));
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output.log").toFile()));
    }

    private void run(String... arguments) throws Exception {
        Process process = command(arguments).start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES))
                .as(String.join(" ", arguments))
                .isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", arguments) + ": " + Files.readString(directory.resolve("output.log")))
                .isZero();
    }

    private void daemon(String... arguments) throws IOException {
        Process process = command(arguments).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        daemons.add(process);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private S3Settings settings(String prefix) throws Exception {
        return S3Settings.of(
                "s3://" + BUCKET + "/" + prefix, Optional.of("http://127.0.0.1:" + port), Optional.empty(), true);
    }

    /** An empty store. */
    public ObjectStore emptyStore() throws Exception {
        return S3Store.open(settings("t" + UUID.randomUUID()), S3Server.credentials());
    }

    @Override
    public void close() {
        daemons.forEach(Process::destroyForcibly);
    }
}
