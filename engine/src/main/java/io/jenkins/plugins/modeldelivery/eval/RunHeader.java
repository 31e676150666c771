package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Says of what run a partial file is: its first line, {@code model-delivery/eval-run/v1}. The results repeat it.
 *
 * @param template as it was given
 * @param owner who runs
 */
record RunHeader(RunSet evalSet, RunTarget target, ObjectNode template, RunLoad load, Optional<String> owner) {
    /**
     * The eval set.
     *
     * @param name how results call it
     * @param asOf which moment it shows, as it says itself; for results
     */
    record RunSet(String sha256, int rows, Optional<String> name, Optional<JsonNode> asOf) {}

    /** Whatever answers, without anything secret: either of the two. */
    record RunTarget(Optional<String> url, Optional<String> command) {
        static RunTarget url(String url) {
            return new RunTarget(Optional.of(url), Optional.empty());
        }

        static RunTarget command(String command) {
            return new RunTarget(Optional.empty(), Optional.of(command));
        }
    }

    /**
     * How requests are sent, and in results how that went.
     *
     * @param mode {@code open} or {@code closed}
     * @param latency what the latencies are
     * @param late of an open loop
     * @param resumed how often the run was
     * @param retried rows that took more than one try
     */
    record RunLoad(
            String mode,
            int concurrency,
            OptionalDouble rate,
            int warmUp,
            double timeoutSeconds,
            int retries,
            Optional<String> latency,
            Optional<RunFacts.Late> late,
            OptionalLong resumed,
            OptionalLong retried) {
        static RunLoad of(LoadPlan plan) {
            return new RunLoad(
                    plan.isOpen() ? "open" : "closed",
                    plan.concurrency(),
                    plan.rate(),
                    plan.warmUp(),
                    plan.timeout().toMillis() / 1e3,
                    plan.retries(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty());
        }

        RunLoad measured(String latencies, Optional<RunFacts.Late> lateRequests, RunFacts facts) {
            return new RunLoad(
                    mode,
                    concurrency,
                    rate,
                    warmUp,
                    timeoutSeconds,
                    retries,
                    Optional.of(latencies),
                    lateRequests,
                    OptionalLong.of(facts.resumed()),
                    OptionalLong.of(facts.retried()));
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Owned(Optional<String> owner) {}

    ObjectNode toJson() {
        return Json.document("eval-run", this);
    }

    /** Whether a first line that was found is of the same owner. */
    boolean isOfOwnerOf(JsonNode found, String source) throws BadInputException {
        return Json.bind(found, Owned.class, source).owner.equals(owner);
    }

    /** @throws BadInputException when a first line that was found is of another run, naming the part that differs */
    void requireSame(JsonNode found, String source) throws BadInputException {
        for (var part : Json.parse(Json.compact(toJson()), "the run").properties()) {
            JsonNode there = found.path(part.getKey());
            if (!there.equals(part.getValue())) {
                throw new BadInputException(source + " belongs to another run: its " + part.getKey() + " is "
                        + Json.compact(there) + ", now it is " + Json.compact(part.getValue())
                        + "; run without resuming to begin anew");
            }
        }
    }
}
