package io.jenkins.plugins.modeldelivery.traffic.metrics;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.WholeAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    /**
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
    }

    private record Answer(boolean toCandidate, boolean failed, double seconds) {}

    @Override
    public String kind() {
        return PROBE;
    }

    @Override
    public Observation observe(MetricsCursor cursor) throws InterruptedException {
        if (cursor.atBeginning()) {
            return new Observation(MetricsCursor.probe(0), RequestTally.NONE, RequestTally.NONE);
        }
        long at = cursor.at().orElse(0);
        RequestTally.Builder own = new RequestTally.Builder();
        RequestTally.Builder other = new RequestTally.Builder();
        HttpClient http = HttpClient.newBuilder().connectTimeout(timeout).build();
        ExecutorService workers = Executors.newFixedThreadPool(concurrency);
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (long i = at; i < at + batch; i++) {
                byte[] body = bodies.get((int) (i % bodies.size()));
                boolean candidateFirst = i % 2 == 0;
                answers.add(workers.submit(() -> send(http, candidateFirst, body)));
                answers.add(workers.submit(() -> send(http, !candidateFirst, body)));
            }
            for (Future<Answer> future : answers) {
                Answer answer = future.get();
                RequestTally.Builder tally = answer.toCandidate() ? own : other;
                tally.count(1, answer.failed() ? 1 : 0);
                tally.sample(answer.seconds());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            workers.shutdownNow();
        }
        return new Observation(MetricsCursor.probe(at + batch), own.tally(), other.tally());
    }

    /** A failed request counts with the time it took to fail; latencies and requests stay the same traffic. */
    private Answer send(HttpClient http, boolean toCandidate, byte[] body) throws InterruptedException {
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
        return new Answer(toCandidate, failed, (System.nanoTime() - begin) / 1e9);
    }
}
