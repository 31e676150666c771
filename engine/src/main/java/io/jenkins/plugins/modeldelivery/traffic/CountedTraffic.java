package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ScrapeTimes;
import java.util.Optional;

/**
 * What a traffic gate has counted.
 *
 * @param timesBefore from when the counters were that everything is counted from
 * @param lost looks without an answer in a row
 * @param baselined whether a look has marked the beginning
 * @param settled whether all counters that are read were scraped after the shift
 * @param failedInARow how many of the candidate's last requests failed one after the other
 * @param candidate what is judged; {@code Now} what the last look brought, {@code Watched} all since the shift
 */
record CountedTraffic(
        MetricsCursor cursor,
        Optional<ScrapeTimes.Sides> timesBefore,
        @JsonSetter(nulls = Nulls.AS_EMPTY) int lost,
        @JsonDeserialize(using = StoredFlag.class) boolean baselined,
        @JsonDeserialize(using = StoredFlag.class) boolean settled,
        @JsonSetter(nulls = Nulls.AS_EMPTY) int failedInARow,
        RequestTally candidate,
        RequestTally candidateNow,
        RequestTally candidateWatched,
        RequestTally production,
        RequestTally productionNow,
        RequestTally productionWatched) {
    /** From when the counters of the last look were; empty where a side has none, or the source no such times. */
    Optional<ScrapeTimes> candidateTimes() {
        return cursor.times().flatMap(ScrapeTimes.Sides::candidate);
    }

    Optional<ScrapeTimes> productionTimes() {
        return cursor.times().flatMap(ScrapeTimes.Sides::production);
    }

    CountedTraffic lost(int looks) {
        return new CountedTraffic(
                cursor,
                timesBefore,
                looks,
                baselined,
                settled,
                failedInARow,
                candidate,
                candidateNow,
                candidateWatched,
                production,
                productionNow,
                productionWatched);
    }

    /** The first look marks the beginning: what happened before the shift does not count, from here on it does. */
    CountedTraffic from(MetricsCursor first) {
        return new CountedTraffic(
                first,
                first.times(),
                0,
                true,
                settled,
                failedInARow,
                candidate,
                candidateNow,
                candidateWatched,
                production,
                productionNow,
                productionWatched);
    }

    CountedTraffic settled(boolean all) {
        return new CountedTraffic(
                cursor,
                timesBefore,
                lost,
                baselined,
                all,
                failedInARow,
                candidate,
                candidateNow,
                candidateWatched,
                production,
                productionNow,
                productionWatched);
    }

    CountedTraffic failedInARow(int row) {
        return new CountedTraffic(
                cursor,
                timesBefore,
                lost,
                baselined,
                settled,
                row,
                candidate,
                candidateNow,
                candidateWatched,
                production,
                productionNow,
                productionWatched);
    }

    CountedTraffic at(MetricsCursor next) {
        return new CountedTraffic(
                next,
                timesBefore,
                0,
                baselined,
                settled,
                failedInARow,
                candidate,
                candidateNow,
                candidateWatched,
                production,
                productionNow,
                productionWatched);
    }

    /** @param counts whether it is judged, too */
    CountedTraffic plus(RequestTally own, RequestTally other, boolean counts) {
        return new CountedTraffic(
                cursor,
                timesBefore,
                lost,
                baselined,
                settled,
                failedInARow,
                counts ? candidate.plus(own) : candidate,
                own,
                candidateWatched.plus(own.counts()),
                counts ? production.plus(other) : production,
                other,
                productionWatched.plus(other.counts()));
    }

    CountedTraffic judging(RequestTally own, RequestTally other) {
        return new CountedTraffic(
                cursor,
                timesBefore,
                lost,
                baselined,
                settled,
                failedInARow,
                own,
                candidateNow,
                candidateWatched,
                other,
                productionNow,
                productionWatched);
    }
}
