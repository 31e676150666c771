package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;

/** Whatever answers requests: an HTTP endpoint or a local process. */
interface Model extends AutoCloseable {
    /** One sender's connection; used by one thread at a time. */
    interface Session extends AutoCloseable {
        /** Whatever must be done before the clock of a request starts. */
        void prepare(byte[] request) throws RequestFailure, DeliveryException, InterruptedException;

        /** Sends a request and returns the whole answer. */
        byte[] ask(byte[] request) throws RequestFailure, InterruptedException;

        /** Ends what is under way; may be called by another thread. */
        @Override
        void close();
    }

    Session open();

    RunHeader.RunTarget target();

    /** How to call it in a message. */
    String describe();

    @Override
    void close();
}
