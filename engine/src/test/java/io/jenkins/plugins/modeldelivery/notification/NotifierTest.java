package io.jenkins.plugins.modeldelivery.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is sent, how often, and what is never shown. */
class NotifierTest extends NotifierFixture {
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
                WebhookSender.with(HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY), Duration.ofSeconds(1)),
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
    void shouldGoThroughAProxy() throws Exception {
        notifier.close();
        String address = receiver.url("").substring("http://".length());
        InetSocketAddress proxy =
                new InetSocketAddress("127.0.0.1", Integer.parseInt(address.substring(address.indexOf(':') + 1)));
        notifier = notifier(WebhookSender.with(HttpClient.newBuilder().proxy(ProxySelector.of(proxy))), 256);
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
