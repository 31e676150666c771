package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.EnumMap;
import java.util.Map;

/**
 * Which of two loops multiplies, found out while they work. The wide one is the fastest where HotSpot turns it into vector
 * instructions; where it does not (the loop is near the limit for unrolling, which differs between versions and may be set),
 * it is five times slower, and the narrow one, far below that limit, takes its place. Both give the same bits: the choice
 * changes speed only.
 */
final class LoopChoice {
    /** Of the process, as compiled code is. */
    static final LoopChoice OF_THIS_JVM = new LoopChoice();

    enum Loop {
        WIDE,
        NARROW
    }

    /** Multiply-adds a nanosecond in one thread that only vector instructions reach; without them it is 4 to 6. */
    static final double VECTORISED = 10;

    /** Products of the wide loop that were all slow, by when HotSpot has compiled it. */
    static final int WATCHED = 60;

    /** Products of the narrow loop before the two are compared. */
    static final int TRIED = 30;

    /** Smaller products say nothing. */
    static final long LEAST = 1_000_000;

    private static final double CLEARLY = 1.2;

    private final Map<Loop, Integer> counts = new EnumMap<>(Loop.class);
    private final Map<Loop, Double> fastest = new EnumMap<>(Loop.class);
    private volatile Loop current = Loop.WIDE;
    private volatile boolean isDecided;

    /** What the next product shall use. */
    Loop next() {
        return current;
    }

    /** Whether there is nothing more to learn. */
    boolean isDecided() {
        return isDecided;
    }

    /** Tells how long a product took. */
    synchronized void took(Loop loop, long multiplyAdds, long nanos) {
        if (isDecided || multiplyAdds < LEAST) {
            return;
        }
        double rate = multiplyAdds / (double) Math.max(1, nanos);
        counts.merge(loop, 1, Integer::sum);
        fastest.merge(loop, rate, Math::max);
        if (loop == Loop.WIDE && rate >= VECTORISED) {
            decide(Loop.WIDE);
        } else if (counts.getOrDefault(Loop.NARROW, 0) >= TRIED) {
            boolean isFaster = fastest.get(Loop.NARROW) > CLEARLY * fastest.getOrDefault(Loop.WIDE, 0.0);
            decide(isFaster ? Loop.NARROW : Loop.WIDE);
        } else if (counts.getOrDefault(Loop.WIDE, 0) >= WATCHED) {
            current = Loop.NARROW;
        }
    }

    private void decide(Loop loop) {
        current = loop;
        isDecided = true;
    }
}
