package io.jenkins.plugins.modeldelivery.notification;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** The last receipts, for a page: bounded, in memory, safe for many threads. */
public final class Receipts {
    private final int capacity;
    private final Deque<Receipt> kept = new ArrayDeque<>();

    public Receipts(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(Receipt receipt) {
        if (kept.size() == capacity) {
            kept.removeFirst();
        }
        kept.addLast(receipt);
    }

    /** Newest first. */
    public synchronized List<Receipt> newest() {
        List<Receipt> copy = new ArrayList<>(kept);
        Collections.reverse(copy);
        return copy;
    }
}
