package io.jenkins.plugins.modeldelivery.notification;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;

/** Somebody who wants to be told. */
public interface Destination {
    /** How to call it in a message and in the record of deliveries; never its address. */
    String name();

    Filter filter();

    /**
     * Looks up address and key. Called off the critical path before each event that is sent, so a changed secret counts
     * at once and a slow store of secrets delays nobody.
     *
     * @throws DeliveryException when they cannot be had; its message shows neither
     */
    Webhook webhook() throws DeliveryException, InterruptedException;
}
