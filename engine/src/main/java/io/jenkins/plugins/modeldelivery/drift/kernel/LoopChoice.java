package io.jenkins.plugins.modeldelivery.drift.kernel;

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

    /** Multiply-adds of the wide loop that were all slow, by when HotSpot has compiled it. */
    static final long WATCHED = 1_000_000_000;

    /** Multiply-adds of the narrow loop before the two are compared. */
    static final long TRIED = WATCHED / 2;

    /** Smaller products say nothing. */
    static final long LEAST = 1_000_000;

    private static final double CLEARLY = 1.2;

    private final Trial wide = new Trial();
    private final Trial narrow = new Trial();
    private volatile Loop current = Loop.WIDE;
    private volatile boolean isDecided;

    private static final class Trial {
        long multiplyAdds;
        double fastest;
    }

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
        Trial trial = loop == Loop.WIDE ? wide : narrow;
        trial.multiplyAdds += multiplyAdds;
        trial.fastest = Math.max(trial.fastest, rate);
        if (loop == Loop.WIDE && rate >= VECTORISED) {
            decide(Loop.WIDE);
        } else if (narrow.multiplyAdds >= TRIED) {
            decide(narrow.fastest > CLEARLY * wide.fastest ? Loop.NARROW : Loop.WIDE);
        } else if (wide.multiplyAdds >= WATCHED) {
            current = Loop.NARROW;
        }
    }

    private void decide(Loop loop) {
        current = loop;
        isDecided = true;
    }
}
