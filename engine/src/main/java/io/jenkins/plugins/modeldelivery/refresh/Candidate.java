package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** One input or request of the logs, with how often it occurred and the line that stands for it: the latest. */
final class Candidate {
    /** Ids by which its label may be known; more occurrences than this are counted, but their ids not kept. */
    static final int MOST_IDS = 16;

    static final Comparator<Candidate> BY_PRIORITY = Comparator.comparing(
                    (Candidate candidate) -> candidate.priority, Long::compareUnsigned)
            .thenComparingLong(candidate -> candidate.high)
            .thenComparingLong(candidate -> candidate.low);

    final long priority;
    final long high;
    final long low;
    private final TreeMap<Long, String> ids = new TreeMap<>();
    private InputHash input;
    private boolean hasSeveralInputs;
    private long occurrences;
    private long time = Long.MIN_VALUE;
    private String id = "";
    private byte[] line = {};

    Candidate(DrawKey key) {
        this.priority = key.priority();
        this.high = key.high();
        this.low = key.low();
    }

    /** The same for any order of occurrences. */
    void occurred(InputHash of, long at, String as, byte[] bytes, int from, int to) {
        occurrences++;
        hasSeveralInputs |= input != null && !input.equals(of);
        if (!as.isEmpty()) {
            ids.put(hash(as), as);
            if (ids.size() > MOST_IDS) {
                ids.pollLastEntry();
            }
        }
        int order = Long.compare(at, time);
        order = order != 0 ? order : id.compareTo(as);
        order = order != 0 ? order : Arrays.compare(line, 0, line.length, bytes, from, to);
        if (occurrences == 1 || order > 0) {
            time = at;
            id = as;
            input = of;
            line = Arrays.copyOfRange(bytes, from, to);
        }
    }

    private static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = SplitMix.mix(hash * 31 + text.charAt(i));
        }
        return hash;
    }

    /** The id of the latest occurrence; made from the input where the log has none. */
    String id() {
        return id.isEmpty() ? "%016x%016x".formatted(high, low) : id;
    }

    StratifiedReservoirs.Key key() {
        return new StratifiedReservoirs.Key(high, low);
    }

    /** Of the line that stands for it. */
    InputHash input() {
        return input;
    }

    /** Whether its lines do not agree on what was asked. */
    boolean hasSeveralInputs() {
        return hasSeveralInputs;
    }

    /** Ids of some occurrences, the same whatever their order. */
    List<String> ids() {
        return List.copyOf(ids.values());
    }

    long occurrences() {
        return occurrences;
    }

    long time() {
        return time;
    }

    byte[] line() {
        return line.clone();
    }
}
