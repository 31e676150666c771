package io.jenkins.plugins.modeldelivery.notification;

import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A notifier whose pauses take no time, a receiver, and what became of events. */
abstract class NotifierFixture {
    static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String SECRET_PATH = "/services/T000/B000/s3cr3t";
    static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    final Receipts receipts = new Receipts(100);
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    Receiver receiver;
    Notifier notifier;

    @BeforeEach
    void start() throws Exception {
        receiver = new Receiver();
        notifier = notifier(WebhookSender.with(HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY)), 256);
    }

    Notifier notifier(WebhookSender sender, int waiting) {
        return new Notifier(sender, Retries.DEFAULT, receipts, Clock.fixed(NOW, ZoneOffset.UTC), pauses::add, waiting);
    }

    @AfterEach
    void stop() {
        notifier.close();
        receiver.close();
    }

    static Event event(EventKind kind) {
        return Event.of(kind, NOW, "root MMD² 0.31, p 0.001")
                .about(Optional.of("intent"), Optional.of("1.5.0"))
                .in("production")
                .from(Optional.of("https://jenkins.example.com/job/deploy/7/"))
                .with("effect", "0.31");
    }

    Destination slack(String name) throws BadInputException {
        return to(name, Filter.ALL, Webhook.slack(WebhookUrl.parse(receiver.url(SECRET_PATH))));
    }

    Destination signed(String name, Filter filter) throws BadInputException {
        return to(name, filter, Webhook.signed(WebhookUrl.parse(receiver.url(SECRET_PATH)), SigningKey.parse(KEY)));
    }

    static Destination to(String name, Filter filter, Webhook webhook) {
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

    Receipt receipt() {
        await().until(() -> !receipts.newest().isEmpty());
        return receipts.newest().get(0);
    }
}
