package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where a traffic gate stands: an immutable value, stored after every step as its JSON ({@link #text}, {@link #parse}) and
 * resumed from there, by the same process or another one. Times are absolute, and the lease's id is fixed before anything is
 * changed. The parts stand in one object of JSON, as the document {@code model-delivery/traffic-gate-state/v1} has it.
 *
 * @param more keys that a later release wrote
 */
@JsonPropertyOrder("schema")
public record TrafficGateState(
        @JsonUnwrapped Progress progress,
        @JsonUnwrapped GateTimes times,
        @JsonUnwrapped CountedTraffic counted,
        @JsonUnwrapped ProductionLatency productionLatency,
        @JsonUnwrapped Acceptance acceptance,
        @JsonUnwrapped ShareSeen share,
        @JsonUnwrapped Pods pods,
        @JsonUnwrapped Course course,
        @JsonAnyGetter Map<String, JsonNode> more) {
    private static final String SCHEMA = "model-delivery/traffic-gate-state/v1";
    private static final int MOST_SHOWN = 100;

    /** The phases, in their order. */
    public enum Phase {
        /** Nothing was changed. */
        PREFLIGHT,
        /** The share is shifted; warming up. */
        SHIFTED,
        /** Counting. */
        OBSERVING,
        /** The route is as before. */
        RESTORED,
        /** The verdict is known. */
        JUDGED
    }

    /**
     * @param split what is split, as {@code RouteRequest.describe()} puts it; empty where nobody noted it
     * @param abort why the gate stopped before its time; empty when it did not
     * @param restore what became of the route when it was last to be put back
     */
    record Progress(
            Phase phase, String lease, Optional<String> split, Optional<String> abort, Optional<String> restore) {
        Progress {
            if (!Names.isName(lease)) {
                throw new IllegalArgumentException("its lease '" + shown(lease) + "' is none");
            }
        }
    }

    /**
     * How fast production answers.
     *
     * @param reference its first requests
     * @param recent those of the block that is not full yet
     * @param blockSince when that block began
     * @param slowSince when the first of its slow blocks began, if the last one was slow
     */
    record ProductionLatency(
            RequestTally reference, RequestTally recent, Optional<Instant> blockSince, Optional<Instant> slowSince) {}

    /**
     * Whether the gateway serves the split.
     *
     * @param accepted whether it says so
     * @param acceptanceAsked whether it was asked
     * @param acceptedAt when it was first seen to say so
     */
    record Acceptance(
            @JsonDeserialize(using = StoredFlag.class) boolean accepted,
            @JsonDeserialize(using = StoredFlag.class) boolean acceptanceAsked,
            Optional<Instant> acceptedAt) {}

    /**
     * Whether the candidate gets its share.
     *
     * @param longestScrapeAge of production's counters, in seconds
     * @param splitOffSince since when the share looks wrong
     */
    record ShareSeen(@JsonSetter(nulls = Nulls.AS_EMPTY) int longestScrapeAge, Optional<Instant> splitOffSince) {}

    /** How many pods were ready; 0 where unknown. */
    record Pods(
            @JsonSetter(nulls = Nulls.AS_EMPTY) int candidatePods,
            @JsonSetter(nulls = Nulls.AS_EMPTY) int productionPods) {}

    /** The course over time, for the report and for whoever watches. */
    record Course(List<Point> series) {
        Course {
            series = List.copyOf(series);
        }
    }

    /** One look. */
    public record Point(
            Instant time,
            Phase phase,
            TrafficReport.Counts requests,
            @JsonInclude(JsonInclude.Include.ALWAYS) OptionalDouble share,
            TrafficReport.Latency p95,
            Verdict verdict) {}

    public TrafficGateState {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** @param leaseId unique, for example a UUID */
    public static TrafficGateState begin(String leaseId) {
        ObjectNode json = Json.object()
                .put("schema", SCHEMA)
                .put("phase", Phase.PREFLIGHT.name())
                .put("lease", leaseId);
        try {
            return of(json, "the traffic gate's state");
        } catch (BadInputException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static TrafficGateState parse(String text) throws BadInputException {
        return parse(text, "the traffic gate's state");
    }

    /**
     * Reads a state back, and all of it: what is damaged must not come out after something was changed.
     *
     * @param source how to call the text in a message
     */
    public static TrafficGateState parse(String text, String source) throws BadInputException {
        JsonNode json = Json.parse(text, source);
        String schema = json.path("schema").asText();
        if (!(json instanceof ObjectNode state) || !schema.equals(SCHEMA)) {
            throw new BadInputException(
                    source + " is no " + SCHEMA + (schema.isEmpty() ? "" : " but " + shown(schema)));
        }
        try {
            return of(state, "the state");
        } catch (BadInputException e) {
            throw new BadInputException(source + " is damaged: " + e.getMessage(), e);
        }
    }

    private static TrafficGateState of(ObjectNode json, String source) throws BadInputException {
        json.remove("schema");
        Progress progress = take(json, Progress.class, source);
        GateTimes times = take(json, GateTimes.class, source);
        requireTimes(progress.phase(), times);
        CountedTraffic counted = new CountedTraffic(
                take(json, CountedTraffic.Looks.class, source),
                take(json, CountedTraffic.Judged.class, source),
                take(json, CountedTraffic.Now.class, source),
                take(json, CountedTraffic.Watched.class, source));
        ProductionLatency latency = take(json, ProductionLatency.class, source);
        Acceptance acceptance = take(json, Acceptance.class, source);
        ShareSeen share = take(json, ShareSeen.class, source);
        Pods pods = take(json, Pods.class, source);
        Course course = take(json, Course.class, source);
        Map<String, JsonNode> more = new LinkedHashMap<>();
        json.properties().forEach(key -> more.put(key.getKey(), key.getValue()));
        return new TrafficGateState(progress, times, counted, latency, acceptance, share, pods, course, more);
    }

    private static void requireTimes(Phase phase, GateTimes times) throws BadInputException {
        Map<String, Optional<Instant>> needed = new LinkedHashMap<>();
        if (phase == Phase.SHIFTED || phase == Phase.OBSERVING) {
            needed.put("until", times.until());
            needed.put("shifted", times.shifted());
        }
        if (phase == Phase.OBSERVING) {
            needed.put("begin", times.begin());
            needed.put("deadline", times.deadline());
        }
        for (Map.Entry<String, Optional<Instant>> time : needed.entrySet()) {
            if (time.getValue().isEmpty()) {
                throw new BadInputException("its time " + time.getKey() + " is missing in phase " + phase);
            }
        }
    }

    /**
     * Takes the keys of a part out of the object in which all parts stand (Jackson cannot read such an object and keep unknown
     * keys of it); what was not counted yet is not written.
     */
    private static <T extends Record> T take(ObjectNode json, Class<T> part, String source) throws BadInputException {
        ObjectNode own = Json.object();
        for (RecordComponent component : part.getRecordComponents()) {
            JsonNode value = json.remove(component.getName());
            if (value != null) {
                own.set(component.getName(), value);
            } else if (component.getType().isRecord()) {
                own.putObject(component.getName());
            }
        }
        return Json.bind(own, part, source);
    }

    /** One line of JSON. */
    public String text() {
        return Json.compact(this);
    }

    @JsonProperty
    String schema() {
        return SCHEMA;
    }

    public Phase phase() {
        return progress.phase();
    }

    public String lease() {
        return progress.lease();
    }

    public Optional<String> split() {
        return progress.split();
    }

    public Optional<Instant> until() {
        return times.until();
    }

    public Optional<String> abort() {
        return progress.abort();
    }

    public Optional<String> restore() {
        return progress.restore();
    }

    /** What was seen last; empty before anything was counted. */
    public Optional<Point> lastLook() {
        List<Point> looks = course.series();
        return looks.isEmpty() ? Optional.empty() : Optional.of(looks.get(looks.size() - 1));
    }

    /** Notes what is split, so that nobody goes on with it elsewhere. */
    public TrafficGateState about(String split) {
        return with(new Progress(phase(), lease(), Optional.of(split), abort(), restore()));
    }

    TrafficGateState at(Phase phase) {
        return with(new Progress(phase, lease(), split(), abort(), restore()));
    }

    /** The first reason to stop is the one that is told. */
    TrafficGateState aborted(String reason) {
        return with(new Progress(phase(), lease(), split(), abort().or(() -> Optional.of(reason)), restore()));
    }

    TrafficGateState restored(String outcome) {
        return with(new Progress(phase(), lease(), split(), abort(), Optional.of(outcome)));
    }

    /**
     * At the beginning of every step, with its time. Where the clock was set back since the last one, by NTP or between two
     * processes, the test's times go back with it, as if no time had passed in between. So the window is at least as long as
     * it says, and the test does not last for as much longer as the clock was set back. What others were told, the lease's
     * end, stays: which of the clocks is right nobody knows here.
     */
    TrafficGateState steppedAt(Instant now) {
        if (times.looked().isEmpty() || !now.isBefore(times.looked().get())) {
            return with(times.looked(now));
        }
        Duration back = Duration.between(now, times.looked().get());
        return with(times.minus(back).looked(now))
                .with(new Acceptance(
                        acceptance.accepted(),
                        acceptance.acceptanceAsked(),
                        GateTimes.earlier(acceptance.acceptedAt(), back)))
                .with(new ShareSeen(share.longestScrapeAge(), GateTimes.earlier(share.splitOffSince(), back)));
    }

    TrafficGateState with(Progress next) {
        return new TrafficGateState(next, times, counted, productionLatency, acceptance, share, pods, course, more);
    }

    TrafficGateState with(GateTimes next) {
        return new TrafficGateState(progress, next, counted, productionLatency, acceptance, share, pods, course, more);
    }

    TrafficGateState with(CountedTraffic next) {
        return new TrafficGateState(progress, times, next, productionLatency, acceptance, share, pods, course, more);
    }

    TrafficGateState with(ProductionLatency next) {
        return new TrafficGateState(progress, times, counted, next, acceptance, share, pods, course, more);
    }

    TrafficGateState with(Acceptance next) {
        return new TrafficGateState(progress, times, counted, productionLatency, next, share, pods, course, more);
    }

    TrafficGateState with(ShareSeen next) {
        return new TrafficGateState(progress, times, counted, productionLatency, acceptance, next, pods, course, more);
    }

    TrafficGateState with(Pods next) {
        return new TrafficGateState(progress, times, counted, productionLatency, acceptance, share, next, course, more);
    }

    TrafficGateState with(Point look) {
        List<Point> longer = new ArrayList<>(course.series());
        longer.add(look);
        return new TrafficGateState(
                progress, times, counted, productionLatency, acceptance, share, pods, new Course(longer), more);
    }

    private static String shown(String text) {
        String clean = PlainText.shown(text);
        return clean.length() > MOST_SHOWN ? clean.substring(0, MOST_SHOWN) + "..." : clean;
    }
}
