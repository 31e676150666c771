package io.jenkins.plugins.modeldelivery.eval;

import java.util.concurrent.atomic.AtomicReference;

/** Of an answer and the end of its time, the one that comes first counts, and the other no longer does anything. */
final class TimeLimit implements Runnable {
    private enum State {
        WAITING,
        KEPT,
        OVER
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Runnable whenOver;

    /** @param whenOver run at most once, and never after the limit was kept */
    TimeLimit(Runnable whenOver) {
        this.whenOver = whenOver;
    }

    /** Time is up. */
    @Override
    public void run() {
        if (state.compareAndSet(State.WAITING, State.OVER)) {
            whenOver.run();
        }
    }

    /** What was waited for is here: whether it came in time. */
    boolean keep() {
        return state.compareAndSet(State.WAITING, State.KEPT) || state.get() == State.KEPT;
    }
}
