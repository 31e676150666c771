package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.jenkins.plugins.modeldelivery.demo.Digits.Digit;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Users behind a gateway: each request goes where the route's weights send it, and is measured on its way. */
final class Splitter implements TrafficSource {
    private final Supplier<JsonNode> backends;
    private final ModelServer production;
    private final ModelServer candidate;
    private final List<Digit> requests;
    private final int perLook;
    private final Random random;

    /** @param backends the route's {@code backendRefs}, production first, as they stand at this moment */
    Splitter(
            Supplier<JsonNode> backends,
            ModelServer production,
            ModelServer candidate,
            List<Digit> requests,
            int perLook,
            long seed) {
        this.backends = backends;
        this.production = production;
        this.candidate = candidate;
        this.requests = requests;
        this.perLook = perLook;
        this.random = new Random(seed);
    }

    @Override
    public Observation observe(MetricsCursor cursor) throws UnreachableException, InterruptedException {
        MetricsCursor next = MetricsCursor.other(Map.of("begun", BooleanNode.TRUE));
        if (cursor.atBeginning()) {
            return new Observation(next, RequestTally.NONE, RequestTally.NONE);
        }
        RequestTally.Builder own = new RequestTally.Builder();
        RequestTally.Builder other = new RequestTally.Builder();
        for (int i = 0; i < perLook; i++) {
            JsonNode refs = backends.get();
            double weight = refs.path(1).path("weight").asDouble(0);
            double all = weight + refs.path(0).path("weight").asDouble(1);
            boolean toCandidate = weight > 0 && random.nextDouble() < weight / all;
            Digit digit = requests.get(random.nextInt(requests.size()));
            try {
                ModelServer.Answer answer = (toCandidate ? candidate : production).ask(digit);
                RequestTally.Builder tally = toCandidate ? own : other;
                tally.count(1, answer.status() == 200 ? 0 : 1);
                tally.sample(answer.seconds());
            } catch (IOException e) {
                throw new UnreachableException("A loopback workload does not answer: " + e.getMessage(), e);
            }
        }
        return new Observation(next, own.tally(), other.tally());
    }
}
