package io.jenkins.plugins.modeldelivery.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lets one of several threads run at a time, from one request of its to the next; a seed says which. */
final class Turns {
    private final Random random;
    private final List<Thread> waiting = new ArrayList<>();
    private int alive;
    private Thread running;

    /** @param threads that will take turns */
    Turns(int threads, long seed) {
        this.alive = threads;
        this.random = new Random(seed);
    }

    /** Waits for the calling thread's next turn. */
    synchronized void next() {
        Thread self = Thread.currentThread();
        // Kept in the order of names: the order in which threads come to wait is the machine's, not the seed's.
        waiting.add(self);
        waiting.sort((a, b) -> a.getName().compareTo(b.getName()));
        running = running == self ? null : running;
        choose();
        while (running != self) {
            try {
                wait();
            } catch (InterruptedException e) {
                self.interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    /** The calling thread takes no more turns. */
    synchronized void leave() {
        alive--;
        running = running == Thread.currentThread() ? null : running;
        choose();
    }

    /** A number that the seed decides. */
    synchronized int draw(int bound) {
        return random.nextInt(bound);
    }

    private void choose() {
        if (running == null && alive > 0 && waiting.size() == alive) {
            running = waiting.remove(random.nextInt(waiting.size()));
            notifyAll();
        }
    }
}
