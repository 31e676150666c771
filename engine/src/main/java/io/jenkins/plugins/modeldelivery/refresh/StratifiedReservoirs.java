package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A reservoir for each value of the stratum field; a single one without such a field. */
final class StratifiedReservoirs {
    static final int MOST = 200;

    private final int capacity;
    private final Drawing drawing;
    private final ConcurrentHashMap<String, Reservoir> reservoirs = new ConcurrentHashMap<>();

    StratifiedReservoirs(int capacity, Drawing drawing) {
        this.capacity = capacity;
        this.drawing = drawing;
    }

    /** Beyond the most that are allowed, all others share one reservoir; {@link #requireFew} then refuses the field. */
    Reservoir of(String value) {
        Reservoir known = reservoirs.get(value);
        if (known != null) {
            return known;
        }
        String name = reservoirs.size() > MOST ? "" : value;
        return reservoirs.computeIfAbsent(name, any -> new Reservoir(capacity, drawing));
    }

    void requireFew() throws BadInputException {
        if (reservoirs.size() > MOST) {
            throw new BadInputException("The field to stratify by has more than " + MOST
                    + " values; a field with few values, such as a language, was expected");
        }
    }

    /** All candidates with their stratum, in the order of the draw. */
    List<Drawn> drawn() {
        List<Drawn> all = new ArrayList<>();
        reservoirs.forEach((value, reservoir) ->
                reservoir.candidates().forEach(candidate -> all.add(new Drawn(value, candidate))));
        all.sort(Comparator.comparing(Drawn::candidate, Candidate.BY_PRIORITY).thenComparing(Drawn::stratum));
        return all;
    }

    /** What tells candidates apart. */
    record Key(long high, long low) {}

    /** A candidate and its stratum. */
    record Drawn(String stratum, Candidate candidate) {}

    /** Distinct inputs, or requests, of each stratum. */
    SortedMap<String, Long> distinct() {
        SortedMap<String, Long> distinct = new TreeMap<>();
        reservoirs.forEach((value, reservoir) -> distinct.put(value, reservoir.distinct()));
        return distinct;
    }

    boolean isEstimated() {
        return reservoirs.values().stream().anyMatch(Reservoir::isEstimated);
    }

    /**
     * How many rows each stratum gets: its share of the distinct inputs, or requests, by largest remainder, and at least
     * {@code least}, which is taken from the others' shares.
     */
    static Map<String, Integer> quotas(SortedMap<String, Long> distinct, int rows, int least) {
        Map<String, Integer> quotas = new HashMap<>();
        int left = rows;
        for (Map.Entry<String, Long> stratum : distinct.entrySet()) {
            int floor = (int) Math.min(Math.min(least, stratum.getValue()), left);
            quotas.put(stratum.getKey(), floor);
            left -= floor;
        }
        double all = distinct.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Double> wanted = new TreeMap<>();
        double sum = 0;
        for (Map.Entry<String, Long> stratum : distinct.entrySet()) {
            double more = Math.max(0, rows * stratum.getValue() / all - quotas.get(stratum.getKey()));
            wanted.put(stratum.getKey(), more);
            sum += more;
        }
        int shared = 0;
        for (Map.Entry<String, Double> stratum : wanted.entrySet()) {
            double share = sum > 0 ? left * stratum.getValue() / sum : 0;
            stratum.setValue(share - Math.floor(share));
            quotas.merge(stratum.getKey(), (int) share, Integer::sum);
            shared += (int) share;
        }
        wanted.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(left - shared)
                .forEach(stratum -> quotas.merge(stratum.getKey(), 1, Integer::sum));
        return quotas;
    }

    /**
     * A uniform sample of distinct keys in one pass: those with the smallest priorities, a priority being a hash of seed and
     * key (bottom-k sampling; Cohen and Kaplan 2007). Equal keys have equal priorities, so copies fall together wherever they
     * stand, and the sample depends on nothing but seed and content: not on order, files or threads. A key in the final sample
     * was in it from its first occurrence on, since the limit only falls; so its occurrences are all seen.
     */
    static final class Reservoir {
        private static final double RANGE = 0x1.0p64;

        private final int capacity;
        private final Optional<DistinctHashes> requests;
        private final Map<Key, Candidate> known = new HashMap<>();
        private final PriorityQueue<Candidate> largestFirst = new PriorityQueue<>(Candidate.BY_PRIORITY.reversed());
        private volatile long limit = -1;

        Reservoir(int capacity, Drawing drawing) {
            this.capacity = capacity;
            requests = drawing == Drawing.REQUESTS ? Optional.of(new DistinctHashes()) : Optional.empty();
        }

        /** Takes a line, or passes it over, which is quick. */
        void offer(DrawKey drawn, LogLine line, String id, long time, byte[] bytes, int from, int to) {
            requests.ifPresent(hashes -> hashes.add(drawn.priority()));
            if (Long.compareUnsigned(drawn.priority(), limit) <= 0) {
                take(drawn, line, id, time, bytes, from, to);
            }
        }

        private synchronized void take(
                DrawKey drawn, LogLine line, String id, long time, byte[] bytes, int from, int to) {
            Key key = new Key(drawn.high(), drawn.low());
            Candidate candidate = known.get(key);
            if (candidate == null) {
                candidate = new Candidate(drawn);
                if (known.size() == capacity) {
                    if (Candidate.BY_PRIORITY.compare(candidate, largestFirst.peek()) > 0) {
                        return;
                    }
                    Candidate out = largestFirst.poll();
                    known.remove(out.key());
                }
                known.put(key, candidate);
                largestFirst.add(candidate);
                if (known.size() == capacity) {
                    limit = largestFirst.peek().priority;
                }
            }
            candidate.occurred(line.input(), time, id, bytes, from, to);
        }

        synchronized List<Candidate> candidates() {
            return new ArrayList<>(largestFirst);
        }

        /**
         * How many distinct inputs were offered: exact below the capacity, else estimated (relative error about 1 / sqrt(k)).
         * Of requests, whose number decides how much a stratum counts, more hashes are kept than candidates.
         */
        synchronized long distinct() {
            if (requests.isPresent()) {
                return requests.get().count();
            }
            if (known.size() < capacity) {
                return known.size();
            }
            double largest = Math.scalb((double) (largestFirst.peek().priority >>> 1), 1) + 1;
            return Math.max(known.size(), Math.round((capacity - 1) * (RANGE / largest)));
        }

        synchronized boolean isEstimated() {
            return requests.map(DistinctHashes::isEstimated).orElse(known.size() == capacity);
        }
    }
}
