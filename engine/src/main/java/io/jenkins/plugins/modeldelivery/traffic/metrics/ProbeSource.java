package io.jenkins.plugins.modeldelivery.traffic.metrics;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.WholeAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends the same requests to both sides at the same time and measures each exactly. Every look sends one batch; both
 * sides get every request, alternating, so that whatever slows the network slows both.
 */
public final class ProbeSource implements TrafficSource {
    /** Both sides get as many requests. */
    public static final double SHARE = 0.5;

    /** Most requests under way at a time, each of which has a thread. */
    public static final int MOST_WORKERS = 100;

    /** Most requests to each side per look. */
    public static final int MOST_REQUESTS = 10_000;

    private final URI candidate;
    private final URI production;
    private final List<byte[]> bodies;
    private final int concurrency;
    private final int batch;
    private final Duration timeout;
    private final boolean local;
    private final Duration look;

    /**
     * Sends to any address, each look as long as it takes.
     *
     * @param bodies JSON requests, replayed in turn; at least one
     * @param concurrency requests under way at a time over both sides
     * @param batch requests to each side per look
     */
    public ProbeSource(URI candidate, URI production, List<byte[]> bodies, int concurrency, int batch, Duration timeout)
            throws BadInputException {
        if (bodies.isEmpty()) {
            throw new BadInputException("A probe takes at least one request");
        }
        if (concurrency < 1 || concurrency > MOST_WORKERS) {
            throw new BadInputException("A probe has 1 to " + MOST_WORKERS + " workers, not " + concurrency);
        }
        if (batch < 1 || batch > MOST_REQUESTS) {
            throw new BadInputException("A probe sends 1 to " + MOST_REQUESTS + " requests a look, not " + batch);
        }
        this.candidate = candidate;
        this.production = production;
        this.bodies = List.copyOf(bodies);
        this.concurrency = concurrency;
        this.batch = batch;
        this.timeout = timeout;
        local = true;
        look = Duration.ofDays(1);
    }

    private ProbeSource(ProbeSource same, boolean local, Duration look) {
        candidate = same.candidate;
        production = same.production;
        bodies = same.bodies;
        concurrency = same.concurrency;
        batch = same.batch;
        timeout = same.timeout;
        this.local = local;
        this.look = look;
    }

    /**
     * The same on a machine that whoever wrote the Pipeline does not own.
     *
     * @param toLocal whether it may send to addresses of that machine itself, and of its link: who answers there often trusts
     *     whoever reaches it, as a cloud's metadata do
     * @param longest no request of a look begins later
     */
    public ProbeSource guarded(boolean toLocal, Duration longest) {
        return new ProbeSource(this, toLocal, longest);
    }

    private record Answer(boolean toCandidate, boolean failed, double seconds) {}

    @Override
    public String kind() {
        return PROBE;
    }

    @Override
    public Observation observe(MetricsCursor cursor) throws DeliveryException, InterruptedException {
        if (!local) {
            requireElsewhere(candidate);
            requireElsewhere(production);
        }
        if (cursor.atBeginning()) {
            return new Observation(MetricsCursor.probe(0), RequestTally.NONE, RequestTally.NONE);
        }
        long at = cursor.at().orElse(0);
        RequestTally.Builder own = new RequestTally.Builder();
        RequestTally.Builder other = new RequestTally.Builder();
        HttpClient http = HttpClient.newBuilder().connectTimeout(timeout).build();
        long end = System.nanoTime() + look.toNanos();
        ExecutorService workers = Executors.newFixedThreadPool(concurrency);
        try {
            List<Future<Optional<Answer>>> answers = new ArrayList<>();
            for (long i = at; i < at + batch; i++) {
                byte[] body = bodies.get((int) (i % bodies.size()));
                boolean candidateFirst = i % 2 == 0;
                answers.add(workers.submit(() -> send(http, candidateFirst, body, end)));
                answers.add(workers.submit(() -> send(http, !candidateFirst, body, end)));
            }
            for (Future<Optional<Answer>> future : answers) {
                Optional<Answer> sent = future.get();
                if (sent.isPresent()) {
                    Answer answer = sent.get();
                    RequestTally.Builder tally = answer.toCandidate() ? own : other;
                    tally.count(1, answer.failed() ? 1 : 0);
                    tally.sample(answer.seconds());
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            workers.shutdownNow();
        }
        return new Observation(MetricsCursor.probe(at + batch), own.tally(), other.tally());
    }

    /** Names are looked up at each look, and the JDK keeps the answer for longer than a look takes to begin. */
    private static void requireElsewhere(URI address) throws DeliveryException {
        String host = address.getHost();
        try {
            for (InetAddress found : InetAddress.getAllByName(host)) {
                if (found.isLoopbackAddress() || found.isLinkLocalAddress() || found.isAnyLocalAddress()) {
                    throw new RefusedException(
                            "A probe sends nothing to " + host + ", which is " + found.getHostAddress()
                                    + ": an address of the machine itself or of its link; an administrator may allow these"
                                    + " (Probes may reach local addresses)");
                }
            }
        } catch (UnknownHostException e) {
            throw new UnreachableException("A probe does not find " + host, e);
        }
    }

    /**
     * A failed request counts with the time it took to fail; latencies and requests stay the same traffic.
     *
     * @return empty where the look is over
     */
    private Optional<Answer> send(HttpClient http, boolean toCandidate, byte[] body, long end)
            throws InterruptedException {
        if (System.nanoTime() - end > 0) {
            return Optional.empty();
        }
        HttpRequest request = HttpRequest.newBuilder(toCandidate ? candidate : production)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        long begin = System.nanoTime();
        boolean failed;
        try {
            int status = WholeAnswer.withoutBody(http, request, timeout).statusCode();
            failed = status < 200 || status >= 300; // a redirect is no answer of the model
        } catch (IOException e) {
            failed = true;
        }
        return Optional.of(new Answer(toCandidate, failed, (System.nanoTime() - begin) / 1e9));
    }
}
