package io.jenkins.plugins.modeldelivery.refresh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A uniform sample of distinct inputs in one pass: those with the smallest priorities, a priority being a hash of seed and
 * input (bottom-k sampling; Cohen and Kaplan 2007). Equal inputs have equal priorities, so exact duplicates fall together
 * wherever they stand, and the sample depends on nothing but seed and content: not on order, files or threads. An input in
 * the final sample was in it from its first occurrence on, since the limit only falls; so its occurrences are all counted.
 */
final class Reservoir {
    private static final double RANGE = 0x1.0p64;

    private final int capacity;
    private final Map<Key, Candidate> known = new HashMap<>();
    private final PriorityQueue<Candidate> largestFirst = new PriorityQueue<>(Candidate.BY_PRIORITY.reversed());
    private volatile long limit = -1;

    private record Key(long high, long low) {}

    Reservoir(int capacity) {
        this.capacity = capacity;
    }

    /** Takes a line, or passes it over, which is quick. */
    void offer(long priority, LogLine line, long time, byte[] bytes, int from, int to) {
        if (Long.compareUnsigned(priority, limit) <= 0) {
            take(priority, line, time, bytes, from, to);
        }
    }

    private synchronized void take(long priority, LogLine line, long time, byte[] bytes, int from, int to) {
        Key key = new Key(line.high(), line.low());
        Candidate candidate = known.get(key);
        if (candidate == null) {
            candidate = new Candidate(priority, line.high(), line.low());
            if (known.size() == capacity) {
                if (Candidate.BY_PRIORITY.compare(candidate, largestFirst.peek()) > 0) {
                    return;
                }
                Candidate out = largestFirst.poll();
                known.remove(new Key(out.high, out.low));
            }
            known.put(key, candidate);
            largestFirst.add(candidate);
            if (known.size() == capacity) {
                limit = largestFirst.peek().priority;
            }
        }
        candidate.occurred(time, line.id(), bytes, from, to);
    }

    synchronized List<Candidate> candidates() {
        return new ArrayList<>(largestFirst);
    }

    /** How many distinct inputs were offered: exact below the capacity, else estimated (relative error about 1 / sqrt(k)). */
    synchronized long distinct() {
        if (known.size() < capacity) {
            return known.size();
        }
        double largest = Math.scalb((double) (largestFirst.peek().priority >>> 1), 1) + 1;
        return Math.max(known.size(), Math.round((capacity - 1) * (RANGE / largest)));
    }

    synchronized boolean isFull() {
        return known.size() == capacity;
    }
}
