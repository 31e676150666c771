package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Acceptance;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.ShareSeen;
import io.jenkins.plugins.modeldelivery.traffic.judge.SplitRule;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ScrapeTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the candidate gets about the share that it was given: stops the test where it is beyond doubt outside [half, twice].
 * A safety check alone; what it looks at includes the warm-up, which no verdict does.
 *
 * <p>Each counter is scraped at its own moment, so the first numbers after the shift tell of different times on both sides,
 * and production's begin before it. Where those moments are known, that is reckoned with instead of waited out:
 *
 * <ul>
 *   <li>Too much: what production did before the shift can only make the candidate's share look smaller. Where production's
 *       numbers end earlier than the candidate's, three times its rate is assumed for the rest. A share that is above twice
 *       what was meant even so (exact binomial bound, 0.0001 %) is conclusive.
 *   <li>Too little: from production's rate follows how many requests the candidate should have got between 4 s after the
 *       gateway took the split and the moment that its numbers surely reach (the longest time between two scrapes seen, at
 *       least 15 s, and 1 s ago). A share below half of what was meant (0.001 %) is conclusive; of no request at all that
 *       takes 23 expected ones.
 * </ul>
 *
 * What that does not tell, and all of sources whose numbers have no such times, must last: both sides may look ahead of each
 * other for up to a scrape.
 */
final class SplitCheck {
    private static final double SURE_OF_TOO_MUCH = 1 - 1e-6;
    private static final double SURE_OF_TOO_LITTLE = 1 - 1e-5;
    private static final double SURGE = 3;
    private static final double TAKE_OVER_SECONDS = 4;
    private static final int USUAL_SCRAPE_SECONDS = 15;

    private final double expected;

    /** @param expected the candidate's intended share of all counted requests */
    SplitCheck(double expected) {
        this.expected = expected;
    }

    /** Looks at the numbers of a look just made; notes a wrong split as the state's abort. */
    TrafficGateState check(TrafficGateState state, Instant now) {
        Optional<ScrapeTimes> production = state.counted().productionTimes();
        if (production.isEmpty()) {
            return lasting(state, false, now);
        }
        int age = (int) Math.ceil(Math.min(1e6, seconds(now) - production.get().oldest()));
        ShareSeen seen = state.share();
        TrafficGateState scraped =
                state.with(new ShareSeen(Math.max(age, seen.longestScrapeAge()), seen.splitOffSince()));
        TrafficGateState next =
                atOnce(scraped, production.get(), now).map(scraped::aborted).orElse(scraped);
        return lasting(next, true, now);
    }

    private Optional<String> atOnce(TrafficGateState state, ScrapeTimes production, Instant now) {
        CountedTraffic counted = state.counted();
        Optional<ScrapeTimes> before = counted.looks().timesBefore().flatMap(ScrapeTimes.Sides::production);
        double shifted = seconds(state.times().shifted().orElse(now));
        double watched = before.isPresent() ? production.mean() - before.get().mean() : 0;
        if (!(watched > 0) || production.oldest() <= shifted) {
            return Optional.empty();
        }
        long own = counted.watched().candidateWatched().requests();
        long other = counted.watched().productionWatched().requests();
        double rate = other / watched;
        Optional<ScrapeTimes> candidate = counted.candidateTimes();
        double ahead =
                candidate.map(times -> times.newest() - production.oldest()).orElse(0.0);
        if (isTooMuch(own, other + Math.round(SURGE * rate * Math.max(0, ahead)))) {
            return Optional.of(told(own, own + other));
        }
        Optional<Instant> since = taken(state, now);
        double reached = Math.min(
                candidate.map(ScrapeTimes::oldest).orElse(Double.MAX_VALUE),
                seconds(now) - Math.max(USUAL_SCRAPE_SECONDS, state.share().longestScrapeAge()) - 1);
        long meanwhile = since.isEmpty()
                ? 0
                : Math.round(rate * Math.max(0, reached - seconds(since.get()) - TAKE_OVER_SECONDS));
        return isTooLittle(own, meanwhile) ? Optional.of(told(own, own + meanwhile)) : Optional.empty();
    }

    private boolean isTooMuch(long own, long other) {
        return own > 0 && new Proportion(own, own + other).exactLower(SURE_OF_TOO_MUCH) > Math.min(1, 2 * expected);
    }

    private boolean isTooLittle(long own, long other) {
        return other > 0 && new Proportion(own, own + other).exactUpper(SURE_OF_TOO_LITTLE) < expected / 2;
    }

    /** From when on the gateway serves the split, as far as anybody says so; empty where it has not said so yet. */
    private static Optional<Instant> taken(TrafficGateState state, Instant now) {
        Acceptance said = state.acceptance();
        boolean refusable = !said.accepted() && said.acceptanceAsked();
        return refusable
                ? Optional.empty()
                : said.acceptedAt().or(() -> state.times().shifted()).or(() -> Optional.of(now));
    }

    /**
     * Too little shows among the requests that surely came after the shift; so does too much, and among all since, where the
     * moments of the numbers are not known. Where they are, {@link #atOnce} sees it, and sides that began at different moments
     * must not be compared for it.
     */
    private TrafficGateState lasting(TrafficGateState state, boolean timed, Instant now) {
        CountedTraffic counted = state.counted();
        long own = counted.judged().candidate().requests();
        long all = own + counted.judged().production().requests();
        Optional<String> off = off(own, all).filter(told -> !timed || own < expected * all);
        if (!timed && off.isEmpty()) {
            long watched = counted.watched().candidateWatched().requests();
            long since = watched + counted.watched().productionWatched().requests();
            off = watched > expected * since ? off(watched, since) : Optional.empty();
        }
        ShareSeen share = state.share();
        if (off.isEmpty() || share.splitOffSince().isEmpty()) {
            return state.with(new ShareSeen(share.longestScrapeAge(), off.map(told -> now)));
        }
        Duration persistence = Duration.ofSeconds(Math.max(USUAL_SCRAPE_SECONDS, share.longestScrapeAge()));
        return now.isBefore(share.splitOffSince().get().plus(persistence)) ? state : state.aborted(off.get());
    }

    private Optional<String> off(long own, long all) {
        return all > 0 && SplitRule.isOff(own, all, expected) ? Optional.of(told(own, all)) : Optional.empty();
    }

    private String told(long own, long all) {
        return "SPLIT: the candidate got " + own + " of " + all + " requests instead of " + 100 * expected + " %";
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }
}
