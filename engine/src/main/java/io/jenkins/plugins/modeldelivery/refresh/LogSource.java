package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.nio.file.Path;
import java.util.List;

/** Where request logs are. */
public interface LogSource extends AutoCloseable {
    /** The names of all log files, in an order that is always the same. */
    List<String> names() throws DeliveryException, InterruptedException;

    /** Has a file read from this machine's disk; a copy, if one is needed, lives as long as that takes. */
    void with(String name, Use use) throws DeliveryException, InterruptedException;

    /** Reads a file. */
    @FunctionalInterface
    interface Use {
        void read(Path file) throws DeliveryException, InterruptedException;
    }

    /** How to call it in a message. */
    String describe();

    @Override
    default void close() {}
}
