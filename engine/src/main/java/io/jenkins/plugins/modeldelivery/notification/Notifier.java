package io.jenkins.plugins.modeldelivery.notification;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Sends events. {@link #publish} only puts them into a bounded queue: it never waits and never throws, whatever state the
 * other side is in. Each destination has a queue and a thread of its own, so one that hangs delays no other; its events
 * arrive in order. What came of each is in the {@link Receipts}.
 */
public final class Notifier implements AutoCloseable {
    private static final int WAITING = 256;
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final WebhookSender sender;
    private final Retries retries;
    private final Receipts receipts;
    private final Clock clock;
    private final Sleeper sleeper;
    private final int waiting;
    private final Map<String, ThreadPoolExecutor> lanes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public Notifier(WebhookSender sender, Retries retries, Receipts receipts, Clock clock, Sleeper sleeper) {
        this(sender, retries, receipts, clock, sleeper, WAITING);
    }

    /** @param waiting events per destination that may wait, beside the one that is being sent */
    Notifier(WebhookSender sender, Retries retries, Receipts receipts, Clock clock, Sleeper sleeper, int waiting) {
        this.sender = sender;
        this.retries = retries;
        this.receipts = receipts;
        this.clock = clock;
        this.sleeper = sleeper;
        this.waiting = waiting;
    }

    /** Sends an event to those destinations that want it. */
    public void publish(Event event, Collection<? extends Destination> destinations) {
        for (Destination destination : destinations) {
            if (destination.filter().takes(event)) {
                enqueue(event, destination);
            }
        }
    }

    private void enqueue(Event event, Destination destination) {
        Job job = new Job(event, destination);
        if (closed) {
            job.conclude(Receipt.Outcome.DROPPED, 0, "notifications are shut down");
            return;
        }
        try {
            lanes.computeIfAbsent(destination.name(), this::lane).execute(job);
        } catch (RejectedExecutionException e) {
            job.conclude(Receipt.Outcome.DROPPED, 0, waiting + " events wait for this destination already");
        }
    }

    private ThreadPoolExecutor lane(String name) {
        ThreadPoolExecutor lane = new ThreadPoolExecutor(
                1, 1, IDLE.toSeconds(), TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), work -> {
                    Thread thread = new Thread(work, "model-delivery notifications to " + name);
                    thread.setDaemon(true);
                    return thread;
                });
        lane.allowCoreThreadTimeOut(true);
        return lane;
    }

    /**
     * Sends an event once, past queue and filter, while the caller waits: for trying a destination.
     *
     * @return what came of it, which is also in the receipts
     */
    public Receipt tryOnce(Event event, Destination destination) throws InterruptedException {
        Job job = new Job(event, destination);
        try {
            SendResult answer = sender.send(destination.webhook(), event, clock.instant());
            boolean taken = answer.kind() == SendResult.Kind.TAKEN;
            return job.conclude(taken ? Receipt.Outcome.DELIVERED : Receipt.Outcome.FAILED, 1, answer.line());
        } catch (DeliveryException e) {
            return job.conclude(Receipt.Outcome.FAILED, 0, e.getMessage());
        }
    }

    /** Stops: what is being sent is interrupted, what waits is recorded as dropped. Does not wait for either. */
    @Override
    public void close() {
        closed = true;
        for (ThreadPoolExecutor lane : lanes.values()) {
            for (Runnable left : lane.shutdownNow()) {
                if (left instanceof Job job) {
                    job.conclude(Receipt.Outcome.DROPPED, 0, "notifications were shut down");
                }
            }
        }
    }

    private final class Job implements Runnable {
        private final Event event;
        private final Destination destination;

        Job(Event event, Destination destination) {
            this.event = event;
            this.destination = destination;
        }

        @Override
        public void run() {
            try {
                send();
            } catch (DeliveryException e) {
                conclude(Receipt.Outcome.FAILED, 0, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                conclude(Receipt.Outcome.DROPPED, 0, "interrupted: notifications were shut down");
            } catch (RuntimeException e) {
                // a destination is foreign code; the class alone, since the message may hold what it looked up
                conclude(
                        Receipt.Outcome.FAILED,
                        0,
                        "could not be looked up: " + e.getClass().getSimpleName());
            }
        }

        private void send() throws DeliveryException, InterruptedException {
            Webhook webhook = destination.webhook();
            for (int attempt = 1; ; attempt++) {
                SendResult answer = sender.send(webhook, event, clock.instant());
                if (answer.kind() == SendResult.Kind.TAKEN) {
                    conclude(Receipt.Outcome.DELIVERED, attempt, answer.line());
                    return;
                }
                if (answer.kind() == SendResult.Kind.NEVER || attempt == retries.tries()) {
                    conclude(Receipt.Outcome.FAILED, attempt, answer.line());
                    return;
                }
                sleeper.sleep(answer.pause().orElse(retries.after(attempt)));
            }
        }

        private Receipt conclude(Receipt.Outcome outcome, int tries, String line) {
            Receipt receipt =
                    new Receipt(clock.instant(), destination.name(), event.kind(), event.model(), outcome, tries, line);
            receipts.add(receipt);
            return receipt;
        }
    }
}
