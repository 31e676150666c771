package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.Consumer;

/** Where a traffic gate stands, in a file, so that a run that was killed can be gone on with. */
final class TrafficStateFile implements Consumer<TrafficGateState> {
    private final Path file;
    private final String split;
    private TrafficGateState last;

    /**
     * @param file null to keep nothing
     * @param split what is split, in one line
     */
    TrafficStateFile(Path file, String split) {
        this.file = file;
        this.split = split;
    }

    /** The state to go on with; a new one where there is no file. */
    TrafficGateState open() throws BadInputException {
        if (file != null && !Files.notExists(file)) {
            TrafficGateState state = TrafficGateState.parse(text(), "--state " + file);
            requireSame(state);
            last = state;
            return state;
        }
        TrafficGateState state =
                TrafficGateState.begin(UUID.randomUUID().toString()).about(split);
        accept(state);
        return state;
    }

    /** Where the gate stands, stored or not. */
    TrafficGateState last() {
        return last;
    }

    private void requireSame(TrafficGateState state) throws BadInputException {
        String begun = state.split().orElse(split);
        if (!begun.equals(split)) {
            throw new BadInputException("--state " + file + " is about " + begun + ", the options about " + split
                    + "; name another file, or put that split back with 'traffic restore --lease " + state.lease()
                    + "'");
        }
    }

    private String text() throws BadInputException {
        try {
            return Documents.text(file);
        } catch (BadInputException e) {
            throw new BadInputException("--state " + file + " gives no state to go on with: " + e.getMessage(), e);
        }
    }

    /** Replaces the file in one step, so that a crash leaves the old state or the new one. */
    @Override
    public void accept(TrafficGateState state) {
        last = state;
        if (file == null) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(next, state.text());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("--state " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The gate is over; a next run begins anew. */
    void done() throws BadInputException {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new BadInputException("--state " + file + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
