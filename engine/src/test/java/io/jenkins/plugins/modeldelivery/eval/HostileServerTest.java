package io.jenkins.plugins.modeldelivery.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.HostileServer;
import io.jenkins.plugins.modeldelivery.io.HostileServer.Kind;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.notification.WebhookPost;
import io.jenkins.plugins.modeldelivery.store.S3Settings;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import io.jenkins.plugins.modeldelivery.store.SignedObjects;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusAccess;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Every client of the engine against one server that keeps no rule: each ends in its time, and none takes it for an answer. */
class HostileServerTest {
    private static final Duration TIME = Duration.ofSeconds(2);

    /** For the SDK's four attempts, the pauses between them, and a slow machine; without a limit none would ever end. */
    private static final int MOST_SECONDS = 60;

    @TempDir
    Path dir;

    /** True for what was taken as an answer. */
    @FunctionalInterface
    private interface Client {
        boolean ask(String url) throws Exception;
    }

    private Map<String, Client> clients() {
        Map<String, Client> clients = new LinkedHashMap<>();
        clients.put("API server", HostileServerTest::cluster);
        clients.put("Prometheus", HostileServerTest::prometheus);
        clients.put("model", HostileServerTest::model);
        clients.put("probe", HostileServerTest::probe);
        clients.put("webhook", url -> WebhookPost.isTaken(url, TIME));
        clients.put("object", url -> s3(url, store -> store.get("a/b.json").isPresent()));
        clients.put("content", url -> s3(url, store -> store.read("a/b.json", (bytes, from, length) -> {})));
        clients.put("size", url -> s3(url, store -> store.size("a/b.json").isPresent()));
        clients.put("listing", url -> s3(url, store -> !store.list("", "", 1000).isEmpty()));
        clients.put("signed object", this::signed);
        return clients;
    }

    private static boolean cluster(String url) throws Exception {
        try (KubernetesClient client =
                ClusterConnection.to(url).withTimeouts(TIME, TIME).open()) {
            new WorkloadClient(new KubernetesObjects(client), WorkloadRef.parse("prod", "deployment/scorer"), "model")
                    .read();
            return true;
        }
    }

    private static boolean prometheus(String url) throws Exception {
        SideQueries queries = new SideQueries("req", "", "code", "5..", "lat", 1);
        new PrometheusSource(
                        new PrometheusAccess(URI.create(url), "", TIME, Duration.ofSeconds(60)),
                        queries,
                        queries,
                        Clock.systemUTC())
                .observe(MetricsCursor.BEGINNING);
        return true;
    }

    private static boolean model(String url) throws Exception {
        try (HttpModel model = new HttpModel(EndpointAccess.of(url, Map.of(), Optional.empty()), TIME, 1 << 20)) {
            return model.open().ask("{}".getBytes()).length > 0;
        } catch (RequestFailure e) {
            return false;
        }
    }

    private static boolean probe(String url) throws Exception {
        ProbeSource source = new ProbeSource(URI.create(url), URI.create(url), List.of("{}".getBytes()), 2, 1, TIME);
        return source.observe(source.observe(MetricsCursor.BEGINNING).cursor())
                        .candidate()
                        .errors()
                == 0;
    }

    private interface Use {
        boolean of(S3Store store) throws Exception;
    }

    private static boolean s3(String url, Use use) throws Exception {
        S3Settings settings =
                new S3Settings("bucket", "", Optional.of(URI.create(url)), Optional.of("us-east-1"), true, TIME);
        try (S3Store store =
                S3Store.open(settings, StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))) {
            return use.of(store);
        }
    }

    private boolean signed(String url) throws Exception {
        try (SignedObjects objects = new SignedObjects("bucket", Map.of("a", url), TIME, Sleeper.REAL)) {
            objects.download("a", dir.resolve(url.substring(url.lastIndexOf('/') + 1)));
            return true;
        }
    }

    @Test
    void shouldEndInTimeWithEveryClientWhateverAServerDoes() throws Exception {
        ExecutorService asking = Executors.newCachedThreadPool();
        Map<String, Future<Boolean>> answers = new LinkedHashMap<>();
        try (HostileServer server = new HostileServer()) {
            clients().forEach((name, client) -> {
                for (Kind kind : kinds(name)) {
                    answers.put(name + " " + kind, asking.submit(() -> taken(client, server.url(kind))));
                }
            });
            List<String> wrong = new ArrayList<>();
            for (Map.Entry<String, Future<Boolean>> answer : answers.entrySet()) {
                try {
                    if (answer.getValue().get(MOST_SECONDS, TimeUnit.SECONDS)) {
                        wrong.add(answer.getKey() + " was taken for an answer");
                    }
                } catch (TimeoutException e) {
                    wrong.add(answer.getKey() + " did not end");
                } catch (ExecutionException e) {
                    wrong.add(answer.getKey() + ": " + e.getCause());
                }
            }
            assertThat(wrong).isEmpty();
        } finally {
            asking.shutdownNow();
        }
    }

    private static Set<Kind> kinds(String client) {
        Set<Kind> kinds = EnumSet.allOf(Kind.class);
        if (client.equals("content") || client.equals("signed object")) {
            kinds.remove(Kind.ENDLESS_BODY); // up to 1 TiB, as fast as it comes: see InterruptibleStreams
            kinds.remove(Kind.ENDLESS_CHUNKS);
        }
        if (client.equals("content")) {
            kinds.remove(Kind.DRIPPING_BODY); // 30 s are too long for this test: see InterruptibleStreamsTest
        }
        if (client.equals("object") || client.equals("content")) {
            kinds.remove(
                    Kind.NEGATIVE_LENGTH); // to the SDK's client no length at all: what came is checked by its hash
        }
        if (Set.of("object", "content", "size", "listing").contains(client)) {
            // the SDK's client limits the time of headers, not their size: four at once would fill this JVM
            kinds.removeAll(EnumSet.of(Kind.ENDLESS_HEADER, Kind.ENDLESS_HEADERS));
        }
        if (client.equals("size") || client.equals("webhook")) {
            // what matters is in the headers, which came
            kinds.removeAll(EnumSet.of(
                    Kind.ENDLESS_BODY, Kind.ENDLESS_CHUNKS, Kind.DRIPPING_BODY, Kind.CUT_OFF, Kind.BAD_CHUNK));
            if (client.equals("webhook")) {
                kinds.remove(Kind.NEGATIVE_LENGTH);
            }
        }
        return kinds;
    }

    private static boolean taken(Client client, String url) throws Exception {
        try {
            return client.ask(url);
        } catch (DeliveryException e) {
            assertThat(e.getMessage()).hasLineCount(1).hasSizeLessThan(1000);
            return false;
        }
    }
}
