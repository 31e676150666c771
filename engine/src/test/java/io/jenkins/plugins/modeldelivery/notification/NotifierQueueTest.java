package io.jenkins.plugins.modeldelivery.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is told, and that nobody holds up anybody. */
class NotifierQueueTest extends NotifierFixture {
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
        notifier = notifier(WebhookSender.with(HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY)), 3);
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
        receiver.answering(n -> Receiver.Reply.of(n == 1 ? -1 : 200));
        notifier.publish(event(EventKind.PROMOTED), List.of(hanging));
        await().until(() -> receiver.requests.size() == 1);
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
}
