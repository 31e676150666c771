package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ScrapeTimes;
import java.util.Optional;

/** What a traffic gate has counted; the keys of all parts stand in one object with the rest of the gate's state. */
record CountedTraffic(
        @JsonUnwrapped Looks looks,
        @JsonUnwrapped Judged judged,
        @JsonUnwrapped Now now,
        @JsonUnwrapped Watched watched) {
    /**
     * How far the source was read.
     *
     * @param timesBefore from when the counters were that everything is counted from
     * @param lost looks without an answer in a row
     * @param baselined whether a look has marked the beginning
     * @param settled whether all counters that are read were scraped after the shift
     */
    record Looks(
            MetricsCursor cursor,
            Optional<ScrapeTimes.Sides> timesBefore,
            @JsonSetter(nulls = Nulls.AS_EMPTY) int lost,
            @JsonDeserialize(using = StoredFlag.class) boolean baselined,
            @JsonDeserialize(using = StoredFlag.class) boolean settled) {}

    /** What the verdict is about. */
    record Judged(RequestTally candidate, RequestTally production) {}

    /** What the last look brought. */
    record Now(RequestTally candidateNow, RequestTally productionNow) {}

    /**
     * All since the shift.
     *
     * @param failedInARow how many of the candidate's last requests failed one after the other
     */
    record Watched(
            RequestTally candidateWatched,
            RequestTally productionWatched,
            @JsonSetter(nulls = Nulls.AS_EMPTY) int failedInARow) {}

    /** From when the counters of the last look were; empty where a side has none, or the source no such times. */
    Optional<ScrapeTimes> candidateTimes() {
        return looks.cursor().times().flatMap(ScrapeTimes.Sides::candidate);
    }

    Optional<ScrapeTimes> productionTimes() {
        return looks.cursor().times().flatMap(ScrapeTimes.Sides::production);
    }

    CountedTraffic lost(int inARow) {
        return with(new Looks(looks.cursor(), looks.timesBefore(), inARow, looks.baselined(), looks.settled()));
    }

    /** The first look marks the beginning: what happened before the shift does not count, from here on it does. */
    CountedTraffic from(MetricsCursor first) {
        return with(new Looks(first, first.times(), 0, true, looks.settled()));
    }

    CountedTraffic at(MetricsCursor next, boolean settled) {
        return with(new Looks(next, looks.timesBefore(), 0, looks.baselined(), settled));
    }

    private CountedTraffic with(Looks next) {
        return new CountedTraffic(next, judged, now, watched);
    }

    CountedTraffic failedInARow(int row) {
        Watched all = new Watched(watched.candidateWatched(), watched.productionWatched(), row);
        return new CountedTraffic(looks, judged, now, all);
    }

    /** @param counts whether it is judged, too */
    CountedTraffic plus(RequestTally own, RequestTally other, boolean counts) {
        Judged sum =
                new Judged(judged.candidate().plus(own), judged.production().plus(other));
        Watched all = new Watched(
                watched.candidateWatched().plus(own.counts()),
                watched.productionWatched().plus(other.counts()),
                watched.failedInARow());
        return new CountedTraffic(looks, counts ? sum : judged, new Now(own, other), all);
    }

    CountedTraffic judging(RequestTally own, RequestTally other) {
        return new CountedTraffic(looks, new Judged(own, other), now, watched);
    }
}
