package io.jenkins.plugins.modeldelivery.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotifierTest {
    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String SECRET_PATH = "/services/T000/B000/s3cr3t";
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final Receipts receipts = new Receipts(100);
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private Receiver receiver;
    private Notifier notifier;

    @BeforeEach
    void start() throws Exception {
        receiver = new Receiver();
        notifier = notifier(WebhookSender.through(HttpClient.Builder.NO_PROXY), 256);
    }

    private Notifier notifier(WebhookSender sender, int waiting) {
        return new Notifier(sender, Retries.DEFAULT, receipts, Clock.fixed(NOW, ZoneOffset.UTC), pauses::add, waiting);
    }

    @AfterEach
    void stop() {
        notifier.close();
        receiver.close();
    }

    private static Event event(EventKind kind) {
        return Event.of(kind, NOW, "root MMD² 0.31, p 0.001")
                .about(Optional.of("intent"), Optional.of("1.5.0"))
                .in("production")
                .from(Optional.of("https://jenkins.example.com/job/deploy/7/"))
                .with("effect", "0.31");
    }

    private Destination slack(String name) throws BadInputException {
        return to(name, Filter.ALL, Webhook.slack(WebhookUrl.parse(receiver.url(SECRET_PATH))));
    }

    private Destination signed(String name, Filter filter) throws BadInputException {
        return to(name, filter, Webhook.signed(WebhookUrl.parse(receiver.url(SECRET_PATH)), SigningKey.parse(KEY)));
    }

    private static Destination to(String name, Filter filter, Webhook webhook) {
        return new Destination() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Filter filter() {
                return filter;
            }

            @Override
            public Webhook webhook() {
                return webhook;
            }
        };
    }

    private Receipt receipt() {
        await().until(() -> !receipts.newest().isEmpty());
        return receipts.newest().get(0);
    }

    @Test
    void shouldSignWhatTheStandardSays() throws Exception {
        notifier.publish(event(EventKind.SHIFT_DETECTED), List.of(signed("audit", Filter.ALL)));
        assertThat(receipt().outcome()).isEqualTo(Receipt.Outcome.DELIVERED);
        Receiver.Request request = receiver.requests.get(0);
        String id = request.headers().get("webhook-id");
        assertThat(id).matches("msg_[0-9a-f]{32}");
        assertThat(request.headers())
                .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
                .containsEntry("content-type", "application/json")
                .containsEntry(
                        "webhook-signature", SigningKey.parse(KEY).sign(id, NOW.getEpochSecond(), request.body()));
        JsonNode body = Json.parse(request.body(), "body");
        assertThat(body.path("type").asText()).isEqualTo("shift.detected");
        assertThat(body.at("/data/model").asText()).isEqualTo("intent");
        assertThat(body.at("/data/details/effect").asText()).isEqualTo("0.31");
    }

    @Test
    void shouldSpeakToSlack() throws Exception {
        Event hostile = Event.of(EventKind.GATE_FAILED, NOW, "<!everyone> & <https://evil.example|here>")
                .about(Optional.of("intent"), Optional.empty());
        notifier.publish(hostile, List.of(slack("chat")));
        assertThat(receipt().outcome()).isEqualTo(Receipt.Outcome.DELIVERED);
        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.headers()).doesNotContainKey("webhook-signature");
        JsonNode body = Json.parse(request.body(), "body");
        assertThat(body.path("text").asText()).isEqualTo("*gate.failed* intent");
        assertThat(body.at("/attachments/0/text").asText())
                .isEqualTo("&lt;!everyone&gt; &amp; &lt;https://evil.example|here&gt;");
    }

    @Test
    void shouldSendAgainWithGrowingPausesAndTheSameId() throws Exception {
        receiver.answering(n -> Receiver.Reply.of(n == 1 ? 500 : n == 2 ? 0 : n == 3 ? 408 : 204));
        notifier.publish(event(EventKind.PROMOTED), List.of(signed("audit", Filter.ALL)));
        assertThat(receipt())
                .extracting(Receipt::outcome, Receipt::tries)
                .containsExactly(Receipt.Outcome.DELIVERED, 4);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        Set<String> ids = new HashSet<>();
        receiver.requests.forEach(request -> ids.add(request.headers().get("webhook-id")));
        assertThat(ids).hasSize(1);
    }

    @Test
    void shouldGiveUpAfterFiveTriesAndWaitAsLongAsAsked() throws Exception {
        receiver.answering(n -> new Receiver.Reply(429, Map.of("Retry-After", n == 1 ? "7" : "999")));
        notifier.publish(event(EventKind.PROMOTED), List.of(slack("chat")));
        assertThat(receipt())
                .extracting(Receipt::outcome, Receipt::tries, Receipt::line)
                .containsExactly(Receipt.Outcome.FAILED, 5, "answered 429");
        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(7), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));
    }

    @Test
    void shouldNotRepeatWhatCannotWorkNorFollowARedirect() throws Exception {
        receiver.answering(n -> n == 1
                ? Receiver.Reply.of(404)
                : new Receiver.Reply(302, Map.of("Location", receiver.url("/elsewhere"))));
        Destination chat = slack("chat");
        notifier.publish(event(EventKind.PROMOTED), List.of(chat));
        notifier.publish(event(EventKind.PROMOTED), List.of(chat));
        await().until(() -> receipts.newest().size() == 2);
        assertThat(receipts.newest()).allMatch(r -> r.outcome() == Receipt.Outcome.FAILED && r.tries() == 1);
        assertThat(receipts.newest().get(0).line()).contains("302", "redirect");
        assertThat(receiver.requests).extracting(Receiver.Request::path).containsOnly(SECRET_PATH);
    }

    /** Four ways of not answering; none of them may hold up, or throw into, whoever tells. */
    @Test
    void shouldNameEachKindOfSilenceAndNeverTheAddress() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        receiver.answering(n -> Receiver.Reply.of(-1));
        notifier.close();
        notifier = notifier(
                WebhookSender.with(HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY), Duration.ofMillis(300)),
                256);
        EndlessServer plain = new EndlessServer();
        Map<String, String> expected = Map.of(
                "http://127.0.0.1:" + closed + SECRET_PATH,
                "no connection could be made",
                receiver.url(SECRET_PATH),
                "no answer in time",
                "http://no-such-host.invalid" + SECRET_PATH,
                "cannot be resolved",
                plain.url().replace("http:", "https:") + SECRET_PATH,
                "no TLS connection");
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            int before = receipts.newest().size();
            notifier.publish(
                    event(EventKind.PROMOTED),
                    List.of(to(entry.getValue(), Filter.ALL, Webhook.slack(WebhookUrl.parse(entry.getKey())))));
            await().until(() -> receipts.newest().size() > before);
            assertThat(receipts.newest().get(0).line()).contains(entry.getValue());
            assertThat(receipts.newest().get(0).tries()).isEqualTo(5);
        }
        plain.close();
        assertThat(receipts.newest().toString()).doesNotContain("s3cr3t", "127.0.0.1", "no-such-host");
    }

    @Test
    void shouldTellOnlyThoseWhoWantToKnow() throws Exception {
        Filter filter = Filter.parse(List.of("version.promoted", "shift.detected"), List.of("int*"));
        Destination chosen = signed("chosen", filter);
        notifier.publish(event(EventKind.GATE_FAILED), List.of(chosen));
        notifier.publish(event(EventKind.PROMOTED).about(Optional.of("other"), Optional.empty()), List.of(chosen));
        notifier.publish(event(EventKind.PROMOTED).about(Optional.empty(), Optional.empty()), List.of(chosen));
        notifier.publish(event(EventKind.SHIFT_DETECTED), List.of(chosen));
        assertThat(receipt().event()).isEqualTo(EventKind.SHIFT_DETECTED);
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void shouldDropWhatDoesNotFitWithoutWaiting() throws Exception {
        receiver.answering(n -> Receiver.Reply.of(-1));
        notifier.close();
        notifier = notifier(WebhookSender.through(HttpClient.Builder.NO_PROXY), 3);
        Destination hanging = slack("hanging");
        notifier.publish(event(EventKind.PROMOTED), List.of(hanging));
        await().until(() -> receiver.requests.size() == 1);
        long begin = System.nanoTime();
        IntStream.range(0, 1000).forEach(i -> notifier.publish(event(EventKind.PROMOTED), List.of(hanging)));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        assertThat(receipts.newest())
                .allMatch(
                        r -> r.outcome() == Receipt.Outcome.DROPPED && r.line().contains("3 events wait"));
        assertThat(receipts.newest()).hasSize(100); // of 997: the record is bounded
    }

    @Test
    void shouldNotLetOneThatHangsDelayAnother() throws Exception {
        Destination hanging = slack("hanging");
        receiver.answering(n -> Receiver.Reply.of(-1));
        notifier.publish(event(EventKind.PROMOTED), List.of(hanging));
        await().until(() -> receiver.requests.size() == 1);
        receiver.answering(n -> Receiver.Reply.of(200));
        notifier.publish(event(EventKind.PROMOTED), List.of(hanging, slack("quick")));
        assertThat(receipt().destination()).isEqualTo("quick");
    }

    @Test
    void shouldRecordWhatCouldNotBeLookedUp() {
        Destination broken = new Destination() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Filter filter() {
                return Filter.ALL;
            }

            @Override
            public Webhook webhook() throws DeliveryException {
                if (receipts.newest().isEmpty()) {
                    throw new UnreachableException("there is no credential 'chat'");
                }
                throw new IllegalStateException("s3cr3t");
            }
        };
        notifier.publish(event(EventKind.PROMOTED), List.of(broken));
        assertThat(receipt().line()).isEqualTo("there is no credential 'chat'");
        notifier.publish(event(EventKind.PROMOTED), List.of(broken));
        await().until(() -> receipts.newest().size() == 2);
        assertThat(receipt().line()).isEqualTo("could not be looked up: IllegalStateException");
    }

    @Test
    void shouldRecordWhatWasLeftAtTheEnd() throws Exception {
        receiver.answering(n -> Receiver.Reply.of(-1));
        Destination hanging = slack("hanging");
        notifier.publish(event(EventKind.PROMOTED), List.of(hanging));
        await().until(() -> receiver.requests.size() == 1);
        notifier.publish(event(EventKind.ROLLED_BACK), List.of(hanging));
        notifier.close();
        notifier.publish(event(EventKind.REVERTED), List.of(hanging));
        await().until(() -> receipts.newest().size() == 3);
        assertThat(receipts.newest())
                .allMatch(r -> r.outcome() == Receipt.Outcome.DROPPED)
                .extracting(Receipt::event)
                .containsExactlyInAnyOrder(EventKind.PROMOTED, EventKind.ROLLED_BACK, EventKind.REVERTED);
    }

    @Test
    void shouldGoThroughAProxy() throws Exception {
        notifier.close();
        String address = receiver.url("").substring("http://".length());
        InetSocketAddress proxy =
                new InetSocketAddress("127.0.0.1", Integer.parseInt(address.substring(address.indexOf(':') + 1)));
        notifier = notifier(WebhookSender.through(ProxySelector.of(proxy)), 256);
        notifier.publish(
                event(EventKind.PROMOTED),
                List.of(to(
                        "far", Filter.ALL, Webhook.slack(WebhookUrl.parse("http://hooks.example.com" + SECRET_PATH)))));
        assertThat(receipt().outcome()).isEqualTo(Receipt.Outcome.DELIVERED);
        assertThat(receiver.requests.get(0).headers()).containsEntry("host", "hooks.example.com");
    }

    @Test
    void shouldNotReadAnEndlessAnswer() throws IOException, BadInputException {
        try (EndlessServer endless = new EndlessServer()) {
            notifier.publish(
                    event(EventKind.PROMOTED),
                    List.of(to("endless", Filter.ALL, Webhook.slack(WebhookUrl.parse(endless.url())))));
            assertThat(receipt().outcome()).isEqualTo(Receipt.Outcome.DELIVERED);
        }
    }
}
